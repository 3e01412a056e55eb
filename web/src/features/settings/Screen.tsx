import '@/controls.css'
import { useTranslation } from 'react-i18next'
import { useCompany } from '@/api/company'
import { Page } from '@/components/Page'
import { Loaded, Skeletons } from '@/components/States'
import { CompanyForm } from './CompanyForm'
import { OriginRules } from './OriginRules'
import { Tags } from './Tags'
import { Tokens } from './Tokens'
import { Webhooks } from './Webhooks'
import classes from './settings.module.css'

export default function SettingsScreen() {
  const { t } = useTranslation('settings')
  const company = useCompany()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className={classes.columns}>
        <Loaded query={company} skeleton={<Skeletons shape="form" />}>
          {(data) => (
            <>
              <CompanyForm key={data.id} company={data} />
              <OriginRules />
            </>
          )}
        </Loaded>
        <Tags />
        <Tokens />
        <Webhooks />
      </div>
    </Page>
  )
}
