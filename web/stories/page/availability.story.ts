import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { INES } from '../src/company.ts'
import { carriesOmnichannel, carriesZopim, openChat } from '../src/older.ts'
import { NEVER, routesTo } from '../src/routes.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

/** What `Microsoft.Omnichannel.LiveChatWidget.SDK` says of whether anybody is there. */
function availability(visitor: Visitor): Promise<unknown> {
  return visitor.page.evaluate(() => {
    const { sdk } = window as unknown as { sdk?: { getAgentAvailability(): Promise<unknown> } }
    return sdk?.getAgentAvailability()
  })
}

/** What `$zopim.livechat` says of the departments. */
function departments(visitor: Visitor): Promise<unknown> {
  return visitor.page.evaluate(() => {
    const { $zopim } = window as unknown as { $zopim: { livechat?: { departments: { getAllDepartments(): unknown } } } }
    return $zopim.livechat?.departments.getAllDepartments()
  })
}

story('ROU-4: the omnichannel widget says whether an agent is there', async ({ cast, company }) => {
  await routesTo(company, company.channel.id)
  carriesOmnichannel(company)
  const ines = await company.as(INES)
  await answered(ines.PUT('/agent/v1/presence', { body: { available: true } }))
  const mara = await cast.visitor()
  await mara.visits()
  await expect.poll(() => availability(mara)).toEqual({ isQueueAvailable: true, isAgentAvailable: true })
})

story('ROU-8: outside opening hours it says that nobody is', async ({ cast, company }) => {
  await routesTo(company, company.channel.id, { hours: NEVER })
  carriesOmnichannel(company)
  const mara = await cast.visitor()
  await mara.visits()
  await expect.poll(() => availability(mara)).toEqual({ isQueueAvailable: false, isAgentAvailable: false })
})

story('the older chat’s departments are the queues of its channel, and the one a page wishes for is shown as the page’s', async ({
  cast,
  company,
}) => {
  const chat = await openChat(company)
  const queue = await routesTo(company, chat.channel.id)
  carriesZopim(company, chat, company.shop)
  const mara = await cast.visitor()
  mara.expectError(/the page has a mistake of its own/)
  await mara.visits()
  await expect.poll(() => departments(mara)).toEqual([{ id: queue.id, name: 'Returns', status: 'away' }])
  await mara.page.evaluate((id) => {
    const { $zopim } = window as unknown as { $zopim: { livechat: { departments: { setVisitorDepartment(id: string): void } } } }
    $zopim.livechat.departments.setVisitorDepartment(id)
  }, queue.id)
  await mara.opensTheMessenger()
  await mara.writes('A mug is broken.')
  await mara.sees('A mug is broken.')
  const noor = await cast.agent()
  await noor.opens('A mug is broken.')
  await expect.poll(() => noor.person.getByText('department').count()).toBe(1)
})
