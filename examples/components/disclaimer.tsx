/** @jsxImportSource twimlx */

/** What has to be said once in every conversation, as text for a call or a message. */
export const Disclaimer = () => (
  <>Answers are stored for a year. Text STOP to leave, HELP for help.</>
)
