import { useEffect, useRef, useState } from 'react'
import { Button, SegmentedControl } from '@mantine/core'
import { IconArrowRight, IconCheck, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useTryRule, type RuleBody, type TriedConversation, type TriedRule } from '@/api/rules'
import { Skeletons } from '@/components/States'
import { addDays, useFormat } from '@/format'
import { useRefusal } from './useRefusal'
import classes from './tried.module.css'

interface TriedProps {
  departmentId: string
  rule: RuleBody
  /** Why it cannot be tried yet. */
  missing?: string | undefined
  /** Tries it at once. */
  immediate?: boolean
  onTried?: (tried: TriedRule) => void
}

const periods = ['7', '30', '90'] as const

/** What a rule would have done to what already happened: the figures, and the conversations behind them. */
export function Tried({ departmentId, rule, missing, immediate = false, onTried }: TriedProps) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const attempt = useTryRule(departmentId)
  const refusal = useRefusal()
  const [days, setDays] = useState<(typeof periods)[number]>('30')
  const [tried, setTried] = useState<{ result: TriedRule; of: string }>()
  const now = JSON.stringify(rule)
  const run = (of: (typeof periods)[number] = days) => {
    const today = format.today()
    attempt.mutate(
      { rule, from: addDays(today, 1 - Number(of)), to: today },
      {
        onSuccess: (result) => {
          setTried({ result, of: now })
          onTried?.(result)
        },
      },
    )
  }
  const begun = useRef(false)
  useEffect(() => {
    if (!immediate || begun.current) return
    begun.current = true
    run()
  })
  const stale = tried !== undefined && tried.of !== now
  return (
    <section className={classes.all} aria-label={t('try.title')}>
      <div className={classes.head}>
        <h3 className={classes.title}>{t('try.title')}</h3>
        <SegmentedControl
          size="xs"
          aria-label={t('try.period')}
          data={periods.map((value) => ({ value, label: t('try.days', { days: value }) }))}
          value={days}
          onChange={(value) => {
            setDays(value as (typeof periods)[number])
            if (tried && missing === undefined) run(value as (typeof periods)[number])
          }}
        />
      </div>
      <p className={classes.hint}>{t('try.lead')}</p>
      {(!tried || stale) && !attempt.isPending && (
        <Button
          variant={stale ? 'filled' : 'default'}
          leftSection={<IconPlayerPlay size={17} aria-hidden />}
          disabled={missing !== undefined}
          onClick={() => run()}
        >
          {stale ? t('try.again') : t('try.run')}
        </Button>
      )}
      {missing !== undefined && <p className={classes.hint}>{missing}</p>}
      {attempt.isPending && <Skeletons count={4} />}
      {attempt.error && !attempt.isPending && (
        <p role="alert" className={classes.failure}>
          {refusal(attempt.error)}
        </p>
      )}
      <div role="status">{tried && !attempt.isPending && <Result tried={tried.result} stale={stale} />}</div>
    </section>
  )
}

function Result({ tried, stale }: { tried: TriedRule; stale: boolean }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const { examined, would_warn, would_close, agrees, differs, items, truncated } = tried
  return (
    <div className={classes.result} data-stale={stale || undefined}>
      <p className={classes.sum}>
        <b>{t('try.closed', { count: would_close, shown: format.number(would_close) })}</b>{' '}
        {t('try.of', { count: examined, shown: format.number(examined) })}
        {truncated && ` ${t('try.truncated')}`}
      </p>
      <dl className={classes.figures}>
        <Figure name={t('try.warned')} value={format.number(would_warn)} />
        <Figure name={t('try.agrees')} value={format.number(agrees)} tone="good" />
        <Figure name={t('try.differs')} value={format.number(differs)} tone={differs > 0 ? 'bad' : undefined} />
      </dl>
      {items.length === 0 ? (
        <p className={classes.hint}>{t('try.nothing')}</p>
      ) : (
        <ul className={classes.list} aria-label={t('try.list')} tabIndex={0}>
          {items.map((one) => (
            <Row key={one.conversation_id} one={one} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Figure({ name, value, tone }: { name: string; value: string; tone?: 'good' | 'bad' | undefined }) {
  return (
    <div data-tone={tone}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Row({ one }: { one: TriedConversation }) {
  const { t } = useTranslation(['rules', 'common'])
  const format = useFormat()
  const really =
    one.status === 'closed' ? (one.disposition ?? t('common:outcome.unclassified')) : t(`common:status.${one.status}`)
  return (
    <li>
      <div className={classes.line}>
        <a href={`/atendimentos/${one.conversation_id}`} target="_blank" rel="noopener">
          {one.contact_name ?? one.protocol}
        </a>
        <span className={classes.hint}>{one.protocol}</span>
      </div>
      {one.quote && <q className={classes.quote}>{one.quote}</q>}
      <div className={classes.line}>
        <span>
          {one.would_close_at
            ? t('try.wouldClose', { when: format.dateTime(one.would_close_at) })
            : one.would_warn_at
              ? t('try.wouldWarn', { when: format.dateTime(one.would_warn_at) })
              : ''}
          {one.value_cents !== null && ` · ${format.money(one.value_cents)}`}
        </span>
      </div>
      <div className={classes.really} data-agrees={one.agrees ?? undefined}>
        {one.agrees === true ? <IconCheck size={15} stroke={2.2} aria-hidden /> : one.agrees === false ? <IconX size={15} stroke={2.2} aria-hidden /> : <IconArrowRight size={15} stroke={2} aria-hidden />}
        {t('try.really', { really })}
      </div>
    </li>
  )
}
