import { beforeEach, expect, it } from 'vitest'
import { createEvents, EVENTS } from './events.ts'
import { FakeLink, FakeStage } from './fakes.ts'
import { createScreen, type Screen } from './screen.ts'

let stage: FakeStage
let link: FakeLink
let screen: Screen
let heard: unknown[]

beforeEach(() => {
  stage = new FakeStage()
  link = new FakeLink()
  heard = []
  const events = createEvents()
  for (const name of EVENTS) events.on(name, (detail) => heard.push(detail ?? name))
  screen = createScreen(stage, link.tell, events)
})

it('is drawn closed, with nothing unread, before anything has happened', () => {
  expect(stage.views).toEqual([{ open: false, hidden: false, unread: 0, locale: undefined }])
  expect(link.told).toEqual([])
})

it('opens and closes: drawn, told to the messenger and to the page', () => {
  screen.open()
  expect(stage.view?.open).toBe(true)
  screen.close()
  expect(stage.view?.open).toBe(false)
  expect(link.told).toEqual([
    { t: 'shown', shown: true, phone: false },
    { t: 'shown', shown: false, phone: false },
  ])
  expect(heard).toMatchObject([{ type: 'messagingOpened' }, { type: 'messagingClosed' }])
})

it('the messenger is brought in when it is opened, not before', () => {
  screen.countUnread(2)
  screen.hide(true)
  expect(stage.isSummoned).toBe(false)
  screen.hide(false)
  screen.open()
  expect(stage.isSummoned).toBe(true)
})

it('what is open cannot be opened, nor what is closed be closed', () => {
  screen.close()
  screen.open()
  screen.open()
  expect(heard).toHaveLength(1)
  expect(link.told).toHaveLength(1)
})

it('the launcher opens and closes', () => {
  screen.toggle()
  screen.toggle()
  expect(heard).toMatchObject([{ type: 'messagingOpened' }, { type: 'messagingClosed' }])
})

it('hides everything, and shows what was: an open panel', () => {
  screen.open()
  screen.hide(true)
  expect(stage.view).toMatchObject({ open: false, hidden: true })
  screen.hide(false)
  expect(stage.view).toMatchObject({ open: true, hidden: false })
  expect(link.told.map((message) => message.t === 'shown' && message.shown)).toEqual([true, false, true])
  expect(heard).toHaveLength(1)
})

it('what is opened while hidden is there when it is shown', () => {
  screen.hide(true)
  screen.open()
  expect(stage.view?.open).toBe(false)
  screen.hide(false)
  expect(stage.view?.open).toBe(true)
})

it('the number of unread messages is drawn, and told to the page when it changes', () => {
  screen.countUnread(2)
  screen.countUnread(2)
  screen.countUnread(0)
  expect(stage.view?.unread).toBe(0)
  expect(heard).toEqual([2, 0])
})

it('tells the messenger when the panel begins to fill the screen', () => {
  stage.phone = true
  screen.reshape()
  expect(link.told).toEqual([{ t: 'shown', shown: false, phone: true }])
})

it('who is gone is closed first and cannot be opened', () => {
  screen.open()
  screen.goAway()
  screen.open()
  expect(stage.isDismissed).toBe(true)
  expect(stage.view?.open).toBe(false)
  expect(heard).toMatchObject([{ type: 'messagingOpened' }, { type: 'messagingClosed' }])
})
