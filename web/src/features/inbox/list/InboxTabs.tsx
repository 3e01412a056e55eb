import { useRef } from 'react'
import { IconArchive, IconStack2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useInboxCounts } from '@/api/conversations'
import { useFormat } from '@/format'
import { onTab, tabOf, tabs, type Tab } from '../search'
import { useInboxAddress } from '../useOpenConversation'
import classes from './tabs.module.css'

export const panelId = 'inbox-list'
const counted = ['waiting', 'mine', 'active'] as const

/** Aguardando, Meus, Em atendimento with their counters; Encerrados and Todos, which only grow, without. */
export function InboxTabs() {
  const { t } = useTranslation('inbox')
  const { search, narrow } = useInboxAddress()
  const counts = useInboxCounts().data
  const format = useFormat()
  const current = tabOf(search)
  const bar = useRef<HTMLDivElement>(null)

  const choose = (tab: Tab) => narrow(onTab(search, tab))
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = (tabs.indexOf(current) + step + tabs.length) % tabs.length
    choose(tabs[next] ?? 'waiting')
    bar.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  const figure = (tab: Tab) => {
    if (tab === 'closed') return <IconArchive size={17} stroke={1.75} aria-hidden />
    if (tab === 'all') return <IconStack2 size={17} stroke={1.75} aria-hidden />
    const key = counted.find((one) => one === tab)
    return counts && key ? format.number(counts[key]) : '·'
  }
  return (
    <div ref={bar} className={classes.tabs} role="tablist" aria-label={t('tabs.label')} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          className={classes.tab}
          aria-selected={tab === current}
          aria-controls={panelId}
          tabIndex={tab === current ? 0 : -1}
          data-urgent={(tab === 'waiting' && (counts?.waiting ?? 0) > 0) || undefined}
          onClick={() => choose(tab)}
        >
          <span className={classes.count}>{figure(tab)}</span> <span>{t(`tabs.${tab}`)}</span>
        </button>
      ))}
    </div>
  )
}
