import { useState } from 'react'
import { Select, Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import type { Link } from '@/api/links'
import { useMe } from '@/api/session'
import { CopyButton } from '@/components/CopyButton'
import { Card } from '@/components/Page'
import { EmptyState } from '@/components/States'
import { shortBase } from '../NewLinkForm'
import { examplePage, snippetLine } from './snippet'
import classes from './site.module.css'
import shared from '../links.module.css'

const textOfButton = 'Converse agora com um especialista'

/** *No seu site*: one line that turns every WhatsApp link of a page into a tracked one. */
export function Site({ links, channels }: { links: readonly Link[]; channels: readonly Channel[] }) {
  const { t, i18n } = useTranslation(['generator', 'links', 'common'])
  const me = useMe()
  const [button, setButton] = useState(true)
  const [text, setText] = useState('')
  const [link, setLink] = useState('')
  // The example is a whole page: it is made anew a moment after the last key.
  const [shownText] = useDebouncedValue(text, 300)
  const usable = links.filter((one) => one.archived_at === null && one.kind === 'tracked')
  const origin = shortBase(links).replace(/\/l\/$/, '')
  const companyId = me.company.id
  const line = snippetLine({ origin, companyId, button, text, link })
  // The number of a link, so that the example's own link becomes a tracked one.
  const phone = channels.find(({ id }) => id === usable[0]?.channel_id)?.phone_number ?? ''
  const example = examplePage(
    snippetLine({ origin: location.origin, companyId, button, text: shownText, link }),
    { lang: i18n.language, title: me.company.name, text: t('site.exampleText'), link: t('site.exampleLink') },
    phone,
  )
  if (usable.length === 0) {
    return (
      <Card>
        <EmptyState title={t('links:empty.title')}>{t('site.empty')}</EmptyState>
      </Card>
    )
  }
  return (
    <div className={classes.columns}>
      <Card title={t('site.title')} lead={t('site.lead')}>
        <Switch label={t('site.button')} description={t('site.buttonHint')} checked={button} onChange={(event) => setButton(event.currentTarget.checked)} />
        {button && (
          <TextInput
            label={t('site.text')}
            placeholder={textOfButton}
            maxLength={60}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <Select
          label={`${t('site.link')} (${t('common:states.optional')})`}
          description={t('site.linkHint')}
          placeholder={t('site.linkAny')}
          data={usable.map(({ slug, name }) => ({ value: slug, label: `${name} · /l/${slug}` }))}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          value={link === '' ? null : link}
          onChange={(slug) => setLink(slug ?? '')}
        />
        <div className={classes.line}>
          <span className={shared.label}>{t('site.line')}</span>
          <code tabIndex={0} role="region" aria-label={t('site.line')}>
            {line}
          </code>
          <CopyButton value={line} label={t('site.copy')} variant="filled" />
        </div>
        <ul className={classes.facts}>
          <li>{t('site.where')}</li>
          <li>{t('site.numbers')}</li>
          <li>{t('site.cookies')}</li>
          <li>{t('site.policy', { origin })}</li>
        </ul>
      </Card>
      <Card>
        <p className={classes.caption}>
          <IconDeviceDesktop size={17} aria-hidden />
          {t('site.preview')}
        </p>
        <iframe key={example} className={classes.page} title={t('site.preview')} srcDoc={example} />
        <p className={shared.hint}>{t('site.previewHint')}</p>
      </Card>
    </div>
  )
}
