import authentication from './en/authentication.json'
import tokens from './en/debugger.json'
import followUp from './en/follow-up.json'
import keys from './en/keys.json'
import people from './en/people.json'
import policies from './en/policies.json'
import restKeys from './en/rest-keys.json'
import sessions from './en/sessions.json'
import settings from './en/settings.json'
import setup from './en/setup.json'
import shell from './en/shell.json'
import workspace from './en/workspace.json'

export default { ...shell, ...setup, ...settings, ...authentication, ...tokens, ...sessions, ...people, ...followUp, ...keys, ...policies, ...restKeys, ...workspace }
