import people from './de/people.json'
import policies from './de/policies.json'
import settings from './de/settings.json'
import setup from './de/setup.json'
import shell from './de/shell.json'
import workspace from './de/workspace.json'

export default { ...shell, ...setup, ...settings, ...people, ...policies, ...workspace }
