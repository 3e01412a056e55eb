import '@/controls.css'
import { useEffect, useState } from 'react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problem'
import {
  choicesQuery,
  makePhone,
  sendFrom,
  tapOn,
  threadQuery,
  type NewTap,
  type Phone,
  type PhoneMessage,
  type SimulatedProvider,
} from '@/api/simulator'
import { Logo } from '@/app/Logo'
import { LanguageSwitch, ThemeSwitch } from '@/app/preferences'
import { InlineError } from '@/components/States'
import { Arrival } from './Arrival'
import { Handset } from './Handset'
import { MadeCard } from './MadeCard'
import { PhoneOwner } from './PhoneOwner'
import { ProviderSelect } from './ProviderSelect'
import { TextFate } from './TextFate'
import classes from './simulator.module.css'

const route = getRouteApi('/simulator')

/** A phone that writes to the store of the demo, and what Nascente makes of it. */
export default function SimulatorScreen() {
  const { t } = useTranslation('demo')
  const choices = useQuery(choicesQuery)
  const { phone, thread, make, failure } = usePhone()
  const [draft, setDraft] = useState('')
  const [cardClosed, setCardClosed] = useState(false)
  const [provider, setProvider] = useState<SimulatedProvider>()
  const tap = thread?.tap ?? null
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: ['simulator', 'phones'] })
  const tapping = useMutation({
    mutationFn: (choice: NewTap) => tapOn(phone ?? '', choice),
    onSuccess: (tapped) => {
      setDraft(tapped?.prefilled ?? '')
      setCardClosed(false)
      if (tapped?.kind === 'chat') setProvider(tapped.provider)
      // Only the Cloud API's number has a catalogue.
      if (tapped?.kind === 'product') setProvider('meta_cloud')
      return refresh()
    },
  })
  const sending = useMutation({
    mutationFn: (kind: PhoneMessage['kind']) =>
      sendFrom(phone ?? '', { text: draft, kind, card_closed: cardClosed, ...(provider && { provider }) }),
    onSuccess: () => {
      setDraft('')
      setCardClosed(false)
      return refresh()
    },
  })
  useOpenedChat(phone, tapping.mutate)
  const error = choices.error ?? failure ?? tapping.error ?? sending.error
  return (
    <div className={classes.canvas}>
      <header className={classes.header}>
        <a href="/demonstracao" className={classes.brand}>
          <Logo size={32} />
          {t('simulator.brand')}
        </a>
        <div className={classes.switches}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main className={classes.main}>
        <div className={classes.intro}>
          <h1 className={classes.title}>{t('simulator.title')}</h1>
          <p className={classes.lead}>{t('simulator.lead')}</p>
        </div>
        {error && <InlineError error={error} />}
        <div className={classes.columns}>
          <div className={classes.side}>
            <PhoneOwner phone={thread?.phone} pending={make.isPending} onMake={make.mutate} />
            <ProviderSelect providers={choices.data?.providers ?? []} value={provider} onChange={setProvider} />
            <Arrival choices={choices.data} pending={tapping.isPending} onChoose={tapping.mutate} />
            <TextFate tap={tap} draft={draft} onDraft={setDraft} cardClosed={cardClosed} onCloseCard={setCardClosed} />
          </div>
          <Handset
            store={choices.data?.store ?? ''}
            messages={thread?.messages ?? []}
            tap={tap}
            cardClosed={cardClosed}
            onCloseCard={() => setCardClosed(true)}
            draft={draft}
            onDraft={setDraft}
            sending={sending.isPending}
            onSend={sending.mutate}
          />
          <MadeCard made={thread?.made ?? null} waits={(thread?.messages.length ?? 0) > 0} />
        </div>
      </main>
    </div>
  )
}

/** An address that the phone was given to open is opened once, and leaves the address of the page. */
function useOpenedChat(phone: string | undefined, open: (tap: NewTap) => void) {
  const { abrir } = route.useSearch()
  const navigate = route.useNavigate()
  useEffect(() => {
    if (phone === undefined || abrir === undefined) return
    open({ kind: 'chat', url: abrir })
    void navigate({ search: { celular: phone }, replace: true })
  }, [phone, abrir, open, navigate])
}

/** The phone in the address; without one, or after the demo was started anew, another is made. */
function usePhone() {
  const { celular, numero, abrir } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error } = useQuery({ ...threadQuery(celular ?? ''), enabled: celular !== undefined, placeholderData: keepPreviousData })
  const make = useMutation({
    mutationFn: makePhone,
    onSuccess: (made: Phone) => navigate({ search: { celular: made.id, abrir }, replace: true }),
  })
  const isGone = celular === undefined || (error !== null && asProblem(error).status === 404)
  const { mutate, isIdle } = make
  useEffect(() => {
    if (isGone && isIdle) mutate(numero === undefined ? {} : { number: numero })
  }, [isGone, isIdle, mutate, numero])
  return { phone: celular, thread: data, make, failure: isGone ? make.error : error }
}
