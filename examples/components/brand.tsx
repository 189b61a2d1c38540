/** @jsxImportSource twimlx */
import { type Children, createContext, Defaults, useContext } from 'twimlx'

/** Who is speaking or writing. */
const Company = createContext('Owl Cinema')

/** The company's voice on the phone, for everything below. */
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
