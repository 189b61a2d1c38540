/**
 * @module
 * Placeholders for recordings and media: valid files of silence, or of a single transparent pixel.
 */
import { Buffer } from 'node:buffer'

const RATE = 8000

/** Silence of that many seconds as a WAV file: 8 kHz, 8 bits. */
export const wav = (seconds: number, channels: number): Uint8Array<ArrayBuffer> => {
  const size = Math.round(seconds * RATE) * channels
  const file = Buffer.alloc(44 + size, 0x80)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + size, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(channels, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * channels, 28)
  file.writeUInt16LE(channels, 32)
  file.writeUInt16LE(8, 34)
  file.write('data', 36)
  file.writeUInt32LE(size, 40)
  return file
}

/** A frame of MPEG 2.5, layer III, at 8 kbit/s and 8 kHz, in one channel: 576 samples of silence in 72 bytes. */
const FRAME_BYTES = 72
const FRAME_SAMPLES = 576

/** Silence of that many seconds as an MP3 file. */
export const mp3 = (seconds: number): Uint8Array<ArrayBuffer> => {
  const frames = Math.max(1, Math.ceil((seconds * RATE) / FRAME_SAMPLES))
  const file = Buffer.alloc(frames * FRAME_BYTES)
  for (let frame = 0; frame < frames; frame++) file.writeUInt32BE(0xffe318c0, frame * FRAME_BYTES)
  return file
}

// One transparent pixel.
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

/** A file of that type. */
export const bytesOf = (contentType: string): Uint8Array<ArrayBuffer> => {
  if (contentType.startsWith('audio/')) return /wav/.test(contentType) ? wav(1, 1) : mp3(1)
  if (contentType === 'image/gif') return Buffer.from(GIF, 'base64')
  if (contentType.startsWith('image/')) return Buffer.from(PNG, 'base64')
  if (contentType === 'text/vcard')
    return Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Test\r\nEND:VCARD\r\n')
  return Buffer.from(contentType.startsWith('text/') ? 'test' : '%PDF-1.4\n%%EOF\n')
}
