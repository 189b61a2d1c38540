/**
 * @module
 * Addresses that Twilio cannot reach, because they belong to private networks.
 * @see https://www.twilio.com/docs/api/errors/11205
 */
import { BlockList, isIP } from 'node:net'

const networks = new BlockList()
// RFC 1918, RFC 1122, RFC 3927, RFC 4193 and RFC 4291.
networks.addSubnet('10.0.0.0', 8)
networks.addSubnet('172.16.0.0', 12)
networks.addSubnet('192.168.0.0', 16)
networks.addSubnet('127.0.0.0', 8)
networks.addSubnet('169.254.0.0', 16)
networks.addAddress('::1', 'ipv6')
networks.addSubnet('fc00::', 7, 'ipv6')
networks.addSubnet('fe80::', 10, 'ipv6')

/** True if the host name of a URL is a private address, or always resolves to one. */
export const isPrivate = (hostname: string): boolean => {
  if (/(^|\.)localhost$/.test(hostname)) return true
  const address = hostname.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  return version !== 0 && networks.check(address, version === 6 ? 'ipv6' : 'ipv4')
}
