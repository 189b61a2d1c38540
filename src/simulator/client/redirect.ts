/**
 * @module
 * HTTP redirects.
 */

/**
 * What keeps Twilio from following an answer with a status of 300 and more; nothing where it follows.
 * @see https://www.twilio.com/docs/api/errors/11216
 */
export const obstacleTo = (status: number, location: string | null): string | undefined =>
  !location
    ? `The answer has the status ${status} but no Location.`
    : [301, 302, 303, 307].includes(status)
      ? undefined
      : `HTTP redirects with status ${status} are not followed: use 301, 302, 303 or 307.`
