/**
 * @module
 * Dates as Twilio writes them: "Fri, 20 Aug 2010 01:13:42 +0000".
 * @see https://www.rfc-editor.org/rfc/rfc2822#section-3.3
 */
export const rfc2822 = (date: Date): string => date.toUTCString().replace('GMT', '+0000')
