import { chosen, translator, type Catalogue, type Language } from '@bonafide/shared/i18n'
import de from './locales/de.json' with { type: 'json' }
import en from './locales/en.json' with { type: 'json' }
import es from './locales/es.json' with { type: 'json' }
import fr from './locales/fr.json' with { type: 'json' }
import it from './locales/it.json' with { type: 'json' }

/** What the launcher is called. There are so few words that every language is in the script. */
const CATALOGUES: Record<Language, Catalogue<keyof typeof en>> = { en, de, es, fr, it }

/** The launcher's name for who cannot see it: whose messages, and how many of them are unread. */
export function launcherName(tags: readonly string[], name: string, count: number): string {
  const language = chosen(tags)
  const t = translator(CATALOGUES[language], language)
  return count > 0 ? t('launcher.unread', { name, count }) : t('launcher', { name })
}
