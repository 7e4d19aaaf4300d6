import { expect } from 'vitest'
import { hasFocus } from '../src/keyboard.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

/** Somebody who is signed in when they first write. */
async function comesSignedIn(mara: Visitor): Promise<void> {
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('The bowl came broken.')
}

/** They log out, and write again. */
async function writesSignedOut(mara: Visitor): Promise<void> {
  await mara.logsOut()
  await mara.isNotSignedIn()
  await mara.writes('Hello, it is me again.')
}

story('MRG-7 (a), MRG-2, MRG-5: who signs in in the middle keeps conversation and ticket, as another user', async ({
  cast,
  company,
}) => {
  const { books } = company
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()

  await mara.writes('Where is my order?')
  await expect.poll(() => books.only()).toMatchObject({
    externalId: null,
    mark: 'not_verified',
    tickets: ['1 new'],
    said: ['not_verified: Where is my order?'],
  })
  const before = await books.only()

  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.writes('It is number 1042.')
  await expect.poll(() => books.only()).toMatchObject({
    conversation: before?.conversation,
    externalId: 'usr_48213',
    mark: 'verified_now',
    tickets: ['1 new'],
    said: ['not_verified: Where is my order?', 'verified_when_written: It is number 1042.'],
  })
  const after = await books.only()
  expect(after?.user).not.toBe(before?.user)
  expect(await books.events(String(after?.conversation))).toEqual(['message', 'signed_in', 'message'])
})

story('MRG-7 (b), MRG-3, SES-5: two tickets become the first; what was written signed out stays so', async ({
  cast,
  company,
}) => {
  const { books } = company
  const mara = await cast.visitor()
  await comesSignedIn(mara)
  await expect.poll(() => books.only()).toMatchObject({
    externalId: 'usr_48213',
    tickets: ['1 new'],
    said: ['verified_when_written: The bowl came broken.'],
  })

  await writesSignedOut(mara)
  await expect.poll(() => books.open()).toMatchObject([
    { externalId: 'usr_48213', tickets: ['1 new'] },
    { externalId: null, mark: 'not_verified', tickets: ['2 new'], said: ['not_verified: Hello, it is me again.'] },
  ])

  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.writes('Do you need a picture?')
  await expect.poll(() => books.only()).toMatchObject({
    externalId: 'usr_48213',
    mark: 'verified_now',
    tickets: ['1 open', '2 closed into 1'],
    said: [
      'verified_when_written: The bowl came broken.',
      'not_verified: Hello, it is me again.',
      'verified_when_written: Do you need a picture?',
    ],
  })
  await mara.sees('Hello, it is me again.')
})

story('MRG-3: an agent who is typing when a conversation is joined types on in the other, and no key does anything else', async ({
  cast,
  company,
}) => {
  const { books } = company
  const mara = await cast.visitor()
  await comesSignedIn(mara)
  await expect.poll(() => books.only()).toMatchObject({ externalId: 'usr_48213' })
  await writesSignedOut(mara)

  const noor = await cast.agent()
  await noor.opens('Hello, it is me again.')
  await noor.sees('Hello, it is me again.')
  await noor.page.keyboard.press('n')
  await noor.page.keyboard.type('Never seen')
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await noor.sees('The bowl came broken.')
  await noor.page.keyboard.type(' here, eh?')
  const field = noor.page.getByRole('textbox', { name: 'Note about Mara Lindqvist' })
  await expect.poll(() => field.inputValue()).toBe('Never seen here, eh?')
  expect(await hasFocus(noor.page, 'textbox', /^Note about Mara Lindqvist/)).toBe(true)
  expect(await noor.page.getByRole('dialog').filter({ visible: true }).count()).toBe(0)
  await expect.poll(() => books.only()).toMatchObject({ tickets: ['1 open', '2 closed into 1'] })
})
