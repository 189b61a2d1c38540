/**
 * @module
 * The host names of Twilio.
 */

/**
 * True for a host of Twilio's API, with any product, edge and region: `api.twilio.com`, `api.dublin.ie1.twilio.com`.
 */
export const isTwilio = (hostname: string): boolean => /(^|\.)twilio\.com$/i.test(hostname)
