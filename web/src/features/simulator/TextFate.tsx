import { Button } from '@mantine/core'
import { IconEraser, IconPencil, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Tap } from '@/api/simulator'
import classes from './simulator.module.css'

interface TextFateProps {
  tap: Tap | null
  draft: string
  onDraft: (text: string) => void
  cardClosed: boolean
  onCloseCard: (closed: boolean) => void
}

/** What people do to the text that WhatsApp wrote for them. */
export function TextFate({ tap, draft, onDraft, cardClosed, onCloseCard }: TextFateProps) {
  const { t } = useTranslation('demo')
  const prefilled = tap?.prefilled ?? ''
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  return (
    <section className={classes.card} aria-labelledby="fate">
      <h2 className={classes.heading} id="fate">
        {t('simulator.fate.title')}
      </h2>
      {tap ? (
        <>
          <p className={classes.note}>{t(`simulator.fate.lead.${tap.kind}`)}</p>
          <div className={classes.buttons}>
            {prefilled !== '' && (
              <>
                <Button variant="default" size="sm" disabled={draft === prefilled} onClick={() => onDraft(prefilled)}>
                  {t('simulator.fate.keep')}
                </Button>
                <Button variant="default" size="sm" leftSection={<IconEraser {...icon} />} onClick={() => onDraft('')}>
                  {t('simulator.fate.erase')}
                </Button>
              </>
            )}
            <Button
              variant="default"
              size="sm"
              leftSection={<IconPencil {...icon} />}
              onClick={() => onDraft(t('simulator.fate.rewritten'))}
            >
              {t(prefilled === '' ? 'simulator.fate.write' : 'simulator.fate.rewrite')}
            </Button>
            {(tap.kind === 'ad' || tap.kind === 'product') && (
              <Button
                variant="default"
                size="sm"
                leftSection={<IconX {...icon} />}
                disabled={cardClosed}
                onClick={() => onCloseCard(true)}
              >
                {t('simulator.fate.closeCard')}
              </Button>
            )}
          </div>
        </>
      ) : (
        <p className={classes.note}>{t('simulator.fate.empty')}</p>
      )}
    </section>
  )
}
