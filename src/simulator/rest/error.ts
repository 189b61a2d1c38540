/**
 * @module
 * Refusals of the API: a status and one of Twilio's codes.
 * @see https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions
 */

/** The statuses of codes other than 400. */
const statuses: Readonly<Record<number, number>> = {
  20003: 401,
  20004: 405,
  20009: 409,
  20404: 404,
  20429: 429,
  20500: 500,
  20503: 503,
}

/** Thrown by an endpoint; becomes the answer. */
export class RestError extends Error {
  /** Twilio's code. */
  readonly code: number
  /** The HTTP status. */
  readonly status: number
  /** Advice for test authors, beside Twilio's own message. */
  readonly advice: string | undefined

  constructor(code: number, message: string, advice?: string) {
    super(message)
    this.code = code
    this.status = statuses[code] ?? 400
    this.advice = advice
  }

  /** The body of the answer. */
  get body(): object {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    }
  }
}

/** The error for a path without a resource. */
export const notFound = (path: string): RestError =>
  new RestError(20404, `The requested resource ${path} was not found`)
