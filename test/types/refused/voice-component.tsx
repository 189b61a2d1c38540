/** @jsxImportSource twimlx/voice */
import { Hangup } from 'twimlx/voice'

export const Goodbye = () => <Hangup />
