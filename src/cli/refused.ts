/**
 * @module
 * What to do where an app answers 403.
 */

/** @param url - What was signed. */
export const refused = (url: string): string =>
  `The app refused the signature, made for ${url}. It must know the same auth token, and see this URL: where it has a publicUrl, give that as --public-url.`
