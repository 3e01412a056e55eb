import { useState } from 'react'
import { Button, Drawer, TextInput } from '@mantine/core'
import { IconCheck, IconSend, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { useStartTest, useTest, type TestState } from '@/api/connection'
import { useProblemText } from '@/components/problems'
import { parsePhone, useFormat } from '@/format'
import classes from './pairing.module.css'

/** Proves the way out and the way in with one message to a phone at hand. Outside every figure. */
export function TestDrawer({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation(['channels', 'common'])
  const format = useFormat()
  const problemText = useProblemText()
  const [phone, setPhone] = useState('')
  const [wrong, setWrong] = useState(false)
  const start = useStartTest(channel.id)
  const started = start.data
  const test = useTest(channel.id, started?.test_id)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const digits = parsePhone(phone)
    setWrong(digits === null)
    if (digits !== null) start.mutate(digits)
  }
  return (
    <Drawer opened onClose={onClose} title={t('test.title', { name: channel.name })} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <div className={classes.test}>
        <p className={classes.lead}>{t('test.lead')}</p>
        {started === undefined ? (
          <form onSubmit={submit} noValidate className={classes.testForm}>
            <TextInput
              label={t('test.phone')}
              description={t('test.phoneHint')}
              placeholder="(11) 90000-0001"
              type="tel"
              value={phone}
              onChange={(event) => setPhone(event.currentTarget.value)}
              error={wrong ? t('common:validation.phone') : start.error ? problemText(start.error) : undefined}
              data-autofocus
            />
            <Button type="submit" loading={start.isPending} leftSection={<IconSend size={17} aria-hidden />}>
              {t('test.send')}
            </Button>
          </form>
        ) : (
          <>
            <p className={classes.codeWord}>
              {t('test.code')} <b>{started.code}</b>
            </p>
            <Steps test={test.data} phone={format.phone(parsePhone(phone) ?? phone)} />
            <div className={classes.buttons}>
              <Button variant="default" onClick={() => start.reset()}>
                {t('test.again')}
              </Button>
              <Button onClick={onClose}>{t('pairing.done')}</Button>
            </div>
          </>
        )}
      </div>
    </Drawer>
  )
}

type StepState = 'done' | 'now' | 'later' | 'failed'

/** Sent, delivered, answered: which of them is proven. An answer proves the delivery, too. */
export function stepsOf({ out, in: way }: TestState): StepState[] {
  const answered = way === 'received'
  if (out === 'failed' && !answered) return ['failed', 'later', 'later']
  const sent = out !== 'queued' || answered
  const delivered = out === 'delivered' || out === 'read' || answered
  return [sent ? 'done' : 'now', delivered ? 'done' : sent ? 'now' : 'later', answered ? 'done' : sent ? 'now' : 'later']
}

const names = ['sent', 'delivered', 'answered'] as const

function Steps({ test, phone }: { test: TestState | undefined; phone: string }) {
  const { t } = useTranslation('channels')
  const steps = test ? stepsOf(test) : (['now', 'later', 'later'] as const)
  const proven = steps.every((step) => step === 'done')
  return (
    <>
      <ol className={classes.steps}>
        {names.map((name, index) => {
          const state = steps[index] ?? 'later'
          return (
            <li key={name} data-state={state}>
              <span className={classes.stepSign} aria-hidden>
                {state === 'done' ? <IconCheck size={18} stroke={2.4} /> : state === 'failed' ? <IconX size={18} stroke={2.4} /> : index + 1}
              </span>
              <span className={classes.stepWords}>
                <strong>{t(`test.step.${name}`)}</strong>
                <span>
                  {state === 'failed' ? t('test.failed', { reason: test?.out_reason ?? '' }) : t(`test.${state === 'done' ? 'proven' : 'waits'}.${name}`, { phone })}
                </span>
              </span>
            </li>
          )
        })}
      </ol>
      <p role="status" className={classes.proven}>
        {proven && t('test.allProven')}
      </p>
    </>
  )
}
