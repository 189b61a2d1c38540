import { app } from './app.tsx'

export default { fetch: app.fetch, port: Number(process.env['PORT']) }
