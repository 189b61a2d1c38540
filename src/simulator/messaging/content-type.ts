/**
 * @module
 * The content types of media that an app sends.
 */

/** The type of a file, by the end of its URL. */
export const contentTypeOf = (url: string): string => {
  const extension = /\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''
  return types[extension] ?? 'application/octet-stream'
}

const types: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  vcf: 'text/vcard',
  wav: 'audio/wav',
  webp: 'image/webp',
}
