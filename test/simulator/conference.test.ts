import { describe, expect, test } from 'vitest'
import { type EventOf, simulate, type Simulator } from 'twimlx/simulator'
import { serve, xml } from './app.ts'

const alice = '+14155550100'
const bob = '+14155550101'
const carol = '+14155550102'

const everything = 'start end join leave mute hold modify speaker announcement'

const drive = (attributes = '') =>
  simulate(
    serve({
      '/voice': `<Dial><Conference waitUrl="" beep="false" statusCallback="/events" statusCallbackEvent="${everything}" ${attributes}>standup</Conference></Dial><Say>Left</Say>`,
      '/events': '',
      '/news': '<Say>Five minutes left</Say>',
    }),
  )

/** The parameters of the conference's status callbacks after its start. */
const told = (twilio: Simulator): Readonly<Record<string, string>>[] => {
  const all = twilio.events
    .filter((event): event is EventOf<'request'> => event.type === 'request')
    .filter(({ url }) => url.endsWith('/events'))
    .map(({ params }) => params)
  return all.slice(
    all.findIndex((params) => params['StatusCallbackEvent'] === 'conference-start') + 1,
  )
}

const both = async (twilio: Simulator) => [
  await twilio.phone(alice).call(),
  await twilio.phone(bob).call(),
]

describe('the app, over the REST API,', () => {
  test('mutes, holds and changes a participant', async () => {
    const twilio = drive('participantLabel="first"')
    const call = await twilio.phone(alice).call()
    const room = twilio.conference('standup')
    await room.update('first', { muted: true })
    await room.update(call, { muted: false, hold: true })
    await room.update(call.sid, { hold: false })
    await room.update(call, { endConferenceOnExit: true, coaching: true })
    expect(told(twilio).slice(1)).toMatchObject([
      { StatusCallbackEvent: 'participant-mute', Muted: 'true', CallSid: call.sid },
      { StatusCallbackEvent: 'participant-unmute', Muted: 'false', Hold: 'false' },
      { StatusCallbackEvent: 'participant-hold', Hold: 'true' },
      { StatusCallbackEvent: 'participant-unhold', Hold: 'false' },
      {
        StatusCallbackEvent: 'participant-modify',
        EndConferenceOnExit: 'true',
        Coaching: 'true',
        ParticipantLabel: 'first',
      },
    ])
    expect(room.participants).toEqual([
      {
        callSid: call.sid,
        label: 'first',
        muted: false,
        hold: false,
        coaching: true,
        endConferenceOnExit: true,
      },
    ])
  })

  test('plays hold music to a participant, once for each hold', async () => {
    const twilio = simulate(
      serve({
        '/voice': `<Dial><Conference waitUrl="" statusCallback="/events" statusCallbackEvent="hold announcement">standup</Conference></Dial><Say>Left</Say>`,
        '/events': '',
        '/music': '<Say>Please hold</Say><Pause length="5"/><Play>https://app.test/a.mp3</Play>',
        '/news': '<Say>Five minutes left</Say>',
        '/a.mp3': () => new Response('', { headers: { 'Content-Type': 'audio/mpeg' } }),
      }),
    )
    const room = twilio.conference('standup')
    const [held, other] = await both(twilio)
    await room.update(held!, { hold: true, holdUrl: '/music' })
    expect(held!.heard).toEqual(['Please hold'])
    await room.announce('/news')
    await room.update(held!, { hold: false })
    expect([held!.heard, other!.heard]).toEqual([['Please hold'], ['Five minutes left']])
    await room.announce('/news')
    expect(held!.heard).toEqual(['Please hold', 'Five minutes left'])
    await room.update(held!, { hold: true })
    await twilio.advance(60)
    expect(held!.heard.slice(2)).toEqual(['Please hold', 'https://app.test/a.mp3'])
    expect(held!.waitingFor).toBe('Conference')
    expect(
      twilio.events.flatMap((event) =>
        event.type === 'request' && event.url.endsWith('/music')
          ? [[event.method, event.params['FriendlyName']]]
          : [],
      ),
    ).toEqual([
      ['GET', 'standup'],
      ['GET', 'standup'],
    ])
    await room.remove(held!)
    expect(held!.heard.at(-1)).toBe('Left')
    expect(twilio.problems).toEqual([])
  })

  test('announces something to all', async () => {
    const twilio = drive()
    const calls = await both(twilio)
    await twilio.conference('standup').announce('/news')
    for (const call of calls) expect(call.heard).toEqual(['Five minutes left'])
    expect(told(twilio)).toMatchObject([
      { StatusCallbackEvent: 'announcement-end', AnnounceUrl: 'https://app.test/news' },
    ])
    expect(told(twilio)[0]).not.toHaveProperty('CallSid')
    for (const call of calls) expect(call.waitingFor).toBe('Conference')
  })

  test('announces something to one', async () => {
    const twilio = drive()
    const [first, second] = await both(twilio)
    await twilio.conference('standup').announce('/news', { to: second! })
    expect([first!.heard, second!.heard]).toEqual([[], ['Five minutes left']])
    expect(told(twilio)).toMatchObject([
      { StatusCallbackEvent: 'announcement-end', CallSid: second!.sid },
    ])
  })

  test('is told of a failed announcement', async () => {
    const twilio = drive()
    await both(twilio)
    await twilio.conference('standup').announce('/nothing', { method: 'GET' })
    expect(told(twilio)).toMatchObject([
      { StatusCallbackEvent: 'announcement-fail', ReasonAnnouncementFailed: expect.any(String) },
    ])
    expect(twilio.problems.map(({ code }) => code)).toEqual([11200])
  })

  test('removes participants, the last of whom ends the conference', async () => {
    const twilio = drive()
    const [first, second] = await both(twilio)
    const room = twilio.conference('standup')
    await room.remove(first!)
    expect(first!.heard).toEqual(['Left'])
    expect(second!.waitingFor).toBe('Conference')
    await room.remove(second!)
    expect(second!.heard).toEqual(['Left'])
    expect(told(twilio)).toMatchObject([
      {
        StatusCallbackEvent: 'participant-leave',
        ReasonParticipantLeft: 'participant_updated_via_api',
      },
      { StatusCallbackEvent: 'participant-leave' },
      { StatusCallbackEvent: 'conference-end', ReasonConferenceEnded: 'last-participant-kicked' },
    ])
  })

  test('removes a moderator, which ends the conference', async () => {
    const twilio = drive('endConferenceOnExit="true"')
    const [first, second] = await both(twilio)
    await twilio.conference('standup').remove(first!)
    expect(second!.heard).toEqual(['Left'])
    expect(told(twilio).at(-1)).toMatchObject({
      ReasonConferenceEnded: 'participant-with-end-conference-on-exit-kicked',
      CallSidEndingConference: first!.sid,
    })
  })

  test('ends the conference', async () => {
    const twilio = drive()
    const calls = await both(twilio)
    await twilio.conference('standup').end()
    for (const call of calls) expect(call.heard).toEqual(['Left'])
    expect(told(twilio)).toMatchObject([
      { ReasonParticipantLeft: 'conference_ended_via_api' },
      { ReasonParticipantLeft: 'conference_ended_via_api' },
      { StatusCallbackEvent: 'conference-end', ReasonConferenceEnded: 'conference-ended-via-api' },
    ])
  })

  test('does so while it responds to a request', async () => {
    const twilio: Simulator = simulate(
      serve({
        '/voice': '<Dial><Conference waitUrl="">standup</Conference></Dial><Say>Left</Say>',
        '/late': async () => {
          await twilio.conference('standup').end()
          return xml('<Response><Say>Too late</Say></Response>')
        },
      }),
    )
    const calls = await both(twilio)
    await twilio.phone(carol).call({ url: '/late' })
    for (const call of calls) expect(call.heard).toEqual(['Left'])
  })
})

test('the transcript shows who joins and leaves, and whose call is over', async () => {
  const twilio = drive()
  const [first, second] = await both(twilio)
  const moderated = '<Dial><Conference waitUrl="" beep="false">standup</Conference></Dial>'
  await second!.redirect({ twiml: `<Response>${moderated}</Response>` })
  await twilio.conference('standup').update(second!, { endConferenceOnExit: true })
  await second!.hangup()
  expect(twilio.transcript()).toBe(
    [
      `${alice} calls`,
      `(${alice}) [picked up]`,
      `[${alice} joins the conference standup]`,
      `${bob} calls`,
      `(${bob}) [picked up]`,
      `[${bob} joins the conference standup]`,
      `${bob} is redirected to TwiML`,
      `[${bob} leaves the conference standup]`,
      `[${bob} joins the conference standup]`,
      `(${bob}) The caller hangs up: completed`,
      `[${bob} leaves the conference standup]`,
      `[the conference standup is over for ${alice}]`,
      `(${alice}) Twilio: Left`,
      `(${alice}) Twilio hangs up: completed`,
    ].join('\n'),
  )
  expect(first!.events.filter(({ type }) => type === 'leave')).toMatchObject([
    { conference: 'standup', party: alice, reason: 'moderator_ended_conference' },
  ])
})

test('a called party joins under its own address, and leaves when the API ends the conference', async () => {
  const twilio = drive()
  const call = await twilio.call(bob, { url: '/voice' })
  await twilio.conference('standup').end()
  expect(call.transcript()).toBe(
    [
      `Twilio calls ${bob}`,
      `[${bob} joins the conference standup]`,
      `[the conference standup is over for ${bob}]`,
      'Twilio: Left',
      'Twilio hangs up: completed',
    ].join('\n'),
  )
})

test('speech is reported, unless the participant is muted', async () => {
  const twilio = drive()
  const [first, second] = await both(twilio)
  await twilio.conference('standup').update(first!, { muted: true })
  await first!.say('psst')
  await second!.say('hello')
  expect(told(twilio).slice(1)).toMatchObject([
    { StatusCallbackEvent: 'participant-speech-start', CallSid: second!.sid },
    { StatusCallbackEvent: 'participant-speech-stop', CallSid: second!.sid },
  ])
})

test('a conference is known by its SID, and started by its second participant', async () => {
  const twilio = drive()
  const room = twilio.conference('standup')
  expect(room.participants).toEqual([])
  const first = await twilio.phone(alice).call()
  expect(room.started).toBe(false)
  await twilio.phone(bob).call()
  expect(twilio.conference(room.sid).started).toBe(true)
  await twilio.conference(room.sid).remove(first)
  expect(room.participants).toHaveLength(1)
})

test('errors name the conference or participant that does not exist', async () => {
  const twilio = drive()
  const call = await twilio.phone(alice).call()
  await expect(twilio.conference('retro').end()).rejects.toThrow('no conference retro')
  await twilio.phone(bob).call()
  await expect(twilio.conference('standup').remove('nobody')).rejects.toThrow(
    'nobody is not in the conference standup',
  )
  await twilio.conference('standup').remove(call)
  await expect(twilio.conference('standup').update(call, { muted: true })).rejects.toThrow(call.sid)
})

test('a coach needs somebody in the conference who is not on hold', async () => {
  const twilio: Simulator = simulate(
    serve({
      '/voice': '<Dial><Conference waitUrl="">standup</Conference></Dial>',
      '/coach': () =>
        xml(
          `<Response><Dial><Conference waitUrl="" coach="${coached}">standup</Conference></Dial><Say>Not now</Say></Response>`,
        ),
    }),
  )
  let coached = `CA${'f'.repeat(32)}`
  const coach = () => twilio.phone(bob).call({ url: '/coach' })
  const call = await twilio.phone(alice).call()
  expect((await coach()).heard).toEqual(['Not now'])
  coached = call.sid
  await twilio.conference('standup').update(call, { hold: true })
  expect((await coach()).heard).toEqual(['Not now'])
  await twilio.conference('standup').update(call, { hold: false })
  await coach()
  expect(twilio.problems.map(({ code }) => code)).toEqual([16028, 16027])
  expect(twilio.conference('standup').participants.map(({ coaching }) => coaching)).toEqual([
    false,
    true,
  ])
})
