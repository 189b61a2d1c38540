/** @jsxImportSource twimlx */
import { type Children, createContext, Defaults, useContext } from 'twimlx'

/** The company that speaks or writes. */
const Company = createContext('Owl Cinema')

/** Gives everything below it the company's voice on the phone. */
export const Brand = ({ children }: { children?: Children }) => (
  <Defaults
    Say={{ voice: 'Polly.Joanna', language: 'en-US' }}
    Gather={{ input: ['dtmf', 'speech'], language: 'en-US', timeout: 5 }}
  >
    {children}
  </Defaults>
)

/** The company's name, as text. */
export const CompanyName = () => <>{useContext(Company)}</>
