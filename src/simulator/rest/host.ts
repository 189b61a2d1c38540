/**
 * @module
 * Twilio's hosts.
 */

/**
 * Whether a host is one of Twilio's API, with any product, edge and region: `api.twilio.com`,
 * `api.dublin.ie1.twilio.com`.
 */
export const isTwilio = (hostname: string): boolean => /(^|\.)twilio\.com$/i.test(hostname)
