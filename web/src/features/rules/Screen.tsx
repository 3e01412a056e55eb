import '@/controls.css'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconPlus } from '@tabler/icons-react'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useDepartments, type Department } from '@/api/departments'
import { useRules } from '@/api/rules'
import { Page } from '@/components/Page'
import { EmptyState, Loaded } from '@/components/States'
import type { Template } from './draft'
import { RuleList } from './RuleList'
import { Templates } from './Templates'
import classes from './rules.module.css'

const RuleDrawer = lazy(() => import('./RuleDrawer'))

const route = getRouteApi('/app/departamentos/$id/regras')

/** What closes conversations of a department by itself. */
export default function RulesScreen() {
  const { t } = useTranslation('rules')
  const { id } = route.useParams()
  const departments = useDepartments()
  return (
    <Loaded query={departments}>
      {(all) => {
        const department = all.find((one) => one.id === id)
        return department ? <OfDepartment department={department} /> : <EmptyState title={t('missing')} />
      }}
    </Loaded>
  )
}

function OfDepartment({ department }: { department: Department }) {
  const { t } = useTranslation('rules')
  const { open } = route.useSearch()
  const navigate = route.useNavigate()
  const [template, setTemplate] = useState<Template>()
  const rules = useRules(department.id)
  const show = (next: string | undefined) => void navigate({ search: { open: next }, replace: true })
  const begin = (from?: Template) => {
    setTemplate(from)
    show('new')
  }
  const opened = rules.data?.find((rule) => rule.id === open)
  return (
    <Page
      title={t('title', { name: department.name })}
      lead={t('lead')}
      actions={
        <>
          <Button variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />} renderRoot={(props) => <Link to="/departamentos" {...props} />}>
            {t('back')}
          </Button>
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => begin()}>
            {t('new')}
          </Button>
        </>
      }
    >
      <Loaded query={rules}>
        {(all) => (
          <div className={classes.page}>
            {all.length > 0 && <RuleList department={department} rules={all} onEdit={(rule) => show(rule.id)} />}
            <Templates first={all.length === 0} onChoose={begin} />
          </div>
        )}
      </Loaded>
      {(open === 'new' || opened) && (
        <Suspense>
          <RuleDrawer
            key={`${open}-${template ?? ''}`}
            department={department}
            rule={opened}
            template={template}
            onClose={() => show(undefined)}
          />
        </Suspense>
      )}
    </Page>
  )
}
