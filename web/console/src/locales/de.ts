import authentication from './de/authentication.json'
import tokens from './de/debugger.json'
import followUp from './de/follow-up.json'
import keys from './de/keys.json'
import people from './de/people.json'
import policies from './de/policies.json'
import restKeys from './de/rest-keys.json'
import sessions from './de/sessions.json'
import settings from './de/settings.json'
import setup from './de/setup.json'
import shell from './de/shell.json'
import workspace from './de/workspace.json'

export default { ...shell, ...setup, ...settings, ...authentication, ...tokens, ...sessions, ...people, ...followUp, ...keys, ...policies, ...restKeys, ...workspace }
