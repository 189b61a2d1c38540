/**
 * @module
 * Explains a 403 of the app.
 */

/** @param url - The signed URL. */
export const refused = (url: string): string =>
  `The app refused the signature, made for ${url}. It must know the same auth token, and see this URL: where it has a publicUrl, give that as --public-url.`
