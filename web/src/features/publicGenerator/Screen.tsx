import { useEffect, useState } from 'react'
import { useComputedColorScheme } from '@mantine/core'
import { IconHourglass, IconLinkOff } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePublicPage, type PublicLink, type PublicPage } from '@/api/publicGenerator'
import { LanguageSwitch, ThemeSwitch } from '@/app/preferences'
import { EmptyState, Loaded, Skeletons } from '@/components/States'
import { startInLanguageOf } from '@/i18n'
import { brandVariables } from '@/components/brandColour'
import { Made } from './Made'
import { MakeForm } from './MakeForm'
import classes from './publicGenerator.module.css'

const route = getRouteApi('/gerador/$company')

/** The public page of a company: whoever has its address makes links and QR codes, without a login. */
export default function PublicGeneratorScreen() {
  const { company } = route.useParams()
  const { t } = useTranslation('publicGenerator')
  const query = usePublicPage(company)
  const page = query.data
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    document.title = page ? `${t('title')} · ${page.company}` : t('title')
  }, [page, t])
  const locale = page?.locale
  useEffect(() => {
    if (locale !== undefined) void startInLanguageOf(locale)
  }, [locale])
  return (
    <div className={classes.canvas} style={brandVariables(page?.colour, scheme) as React.CSSProperties}>
      <header className={classes.head} data-plain={!page || undefined}>
        <div className={classes.top}>
          {page ? <Brand page={page} /> : <span />}
          <span className={classes.switches}>
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
        </div>
        {page !== null && (
          <div className={classes.words}>
            <h1>{t('title')}</h1>
            {page && <p>{t('lead', { company: page.company })}</p>}
          </div>
        )}
      </header>
      <main className={classes.main}>
        <Loaded query={query} skeleton={<Waiting />}>
          {(found) => (found ? <Open key={company} company={company} page={found} /> : <Nowhere />)}
        </Loaded>
      </main>
      {page && <footer className={classes.foot}>{t('foot', { company: page.company })}</footer>}
    </div>
  )
}

function Brand({ page }: { page: PublicPage }) {
  return (
    <span className={classes.brand}>
      {page.logo_url ? (
        <img className={classes.logo} src={page.logo_url} alt="" width={44} height={44} />
      ) : (
        <span className={classes.initial} aria-hidden>
          {page.company.trim().charAt(0).toUpperCase()}
        </span>
      )}
      <span className={classes.company}>{page.company}</span>
    </span>
  )
}

function Open({ company, page }: { company: string; page: PublicPage }) {
  const { t } = useTranslation('publicGenerator')
  const [made, setMade] = useState<PublicLink>()
  const [round, setRound] = useState(0)
  const another = () => {
    setMade(undefined)
    setRound((before) => before + 1)
  }
  if (made) return <Made company={page.company} link={made} logo={page.logo_url !== null} onAnother={page.limit_reached ? undefined : another} />
  if (!page.limit_reached) return <MakeForm key={round} company={company} page={page} onMade={setMade} />
  return (
    <div className={classes.card}>
      <EmptyState icon={IconHourglass} title={t('limit.title')}>
        {t('limit.text', { company: page.company })}
      </EmptyState>
    </div>
  )
}

function Waiting() {
  return (
    <div className={classes.card}>
      <Skeletons shape="form" />
    </div>
  )
}

function Nowhere() {
  const { t } = useTranslation('publicGenerator')
  return (
    <div className={classes.nowhere}>
      <IconLinkOff size={40} stroke={1.5} aria-hidden />
      <h1>{t('nowhere.title')}</h1>
      <p>{t('nowhere.text')}</p>
    </div>
  )
}
