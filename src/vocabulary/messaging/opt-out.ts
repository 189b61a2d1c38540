/**
 * @module
 * The words of a text message that Twilio or the carrier handles before the app, in upper case.
 * @see https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
 */

/** They stop all messages. */
export const STOP_WORDS = 'STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT'.split(' ')

/** They let messages come again. */
export const START_WORDS = ['START', 'YES', 'UNSTOP']

/** Twilio answers them itself. */
export const HELP_WORDS = ['HELP', 'INFO']
