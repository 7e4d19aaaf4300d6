/** What a site with a chat of its own runs: the published client, as its docs have it bundled. */
import { OmnichannelChatSDK } from '@microsoft/omnichannel-chat-sdk'

Object.assign(globalThis, { OmnichannelChatSDK })
