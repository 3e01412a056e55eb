import { useState } from 'react'
import { Textarea, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { mostAtOnce, useCreateLinks } from '@/api/generator'
import { asProblem } from '@/api/problem'
import { Failure } from '@/components/FormDrawer'
import { Card } from '@/components/Page'
import { EmptyState } from '@/components/States'
import { Section } from '../Section'
import { CommonFields } from './Common'
import type { WayProps } from './ManyLinks'
import { listed, templateOf } from './rows'
import { Foot } from './TableWay'
import classes from './many.module.css'
import shared from '../links.module.css'

/** One link for each pair of a site and a campaign. */
export function ProductWay({ common, onCommon, channels, tags, onMade, onDone }: WayProps) {
  const { t } = useTranslation(['links', 'generator', 'common'])
  const create = useCreateLinks()
  const [name, setName] = useState('')
  const [siteText, setSiteText] = useState('')
  const [campaignText, setCampaignText] = useState('')
  const [missing, setMissing] = useState(false)
  const [sites, campaigns] = [listed(siteText), listed(campaignText)]
  const count = sites.length * Math.max(1, campaigns.length)
  const submit = async (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setMissing(name.trim() === '')
    if (name.trim() === '') return event.currentTarget.querySelector('input')?.focus()
    const template = { ...templateOf(common), name: name.trim(), site: sites[0] ?? '' }
    await create.mutateAsync({ product: { template, sites, campaigns } }).then(({ items }) => onMade(items), () => undefined)
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Card>
        {create.error && <Failure error={asProblem(create.error)} />}
        <Section title={t('generator:many.pairs')}>
          <TextInput
            label={t('generator:many.baseName')}
            description={t('generator:many.baseNameHint')}
            maxLength={60}
            value={name}
            error={missing && name.trim() === '' ? t('common:validation.required') : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div className={shared.pair}>
            <Textarea
              label={t('generator:many.sites')}
              description={t('generator:many.onePerLine')}
              autosize
              minRows={4}
              maxRows={12}
              value={siteText}
              onChange={(event) => setSiteText(event.currentTarget.value)}
            />
            <Textarea
              label={t('generator:many.campaigns')}
              description={t('generator:many.campaignsHint')}
              autosize
              minRows={4}
              maxRows={12}
              value={campaignText}
              onChange={(event) => setCampaignText(event.currentTarget.value)}
            />
          </div>
        </Section>
        <Section title={t('generator:many.matrix')}>
          {sites.length === 0 ? (
            <EmptyState title={t('generator:many.matrixEmpty')}>{t('generator:many.matrixEmptyText')}</EmptyState>
          ) : (
            <Matrix sites={sites.slice(0, mostAtOnce)} campaigns={campaigns.slice(0, mostAtOnce)} />
          )}
        </Section>
        <CommonFields value={common} onChange={onCommon} channels={channels} tags={tags} />
        <Foot count={count} busy={create.isPending} onDone={onDone} />
      </Card>
    </form>
  )
}

function Matrix({ sites, campaigns }: { sites: readonly string[]; campaigns: readonly string[] }) {
  const { t } = useTranslation('generator')
  const columns = campaigns.length === 0 ? [t('many.noCampaign')] : campaigns
  return (
    <div className={classes.scroll} role="region" aria-label={t('many.matrix')} tabIndex={0}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <td />
            {columns.map((campaign) => (
              <th scope="col" key={campaign}>
                {campaign}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sites.map((site) => (
            <tr key={site}>
              <th scope="row">{site}</th>
              {columns.map((campaign) => (
                <td key={campaign}>
                  <IconCheck size={17} role="img" aria-label={t('many.oneLink')} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
