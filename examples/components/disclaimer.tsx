/** @jsxImportSource twimlx */

/** The disclaimer that every conversation must have once, as text for a call or a message. */
export const Disclaimer = () => (
  <>Answers are stored for a year. Text STOP to leave, HELP for help.</>
)
