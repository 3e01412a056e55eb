import { useState } from 'react'
import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormVersions, type Department, type FormField } from '@/api/departments'
import { useDispositions } from '@/api/dispositions'
import { Loaded } from '@/components/States'
import { Tone } from '@/components/Tone'
import { useFormat } from '@/format'
import { fieldIcon } from './fieldIcons'
import classes from './versions.module.css'

interface VersionsModalProps {
  department: Department
  onClose: () => void
}

/** Every form that was ever asked for: what was answered then is read by it. */
export default function VersionsModal({ department, onClose }: VersionsModalProps) {
  const { t } = useTranslation(['departments', 'common'])
  const format = useFormat()
  const versions = useFormVersions(department.id)
  const [chosen, setChosen] = useState<number>()
  return (
    <Modal opened onClose={onClose} size={760} title={t('versions.title', { name: department.name })} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <p className={classes.lead}>{t('versions.lead')}</p>
      <Loaded query={versions}>
        {(all) => {
          const shown = all.find((one) => one.version === chosen) ?? all[0]
          return (
            <div className={classes.columns}>
              <ul className={classes.list} aria-label={t('versions.open')}>
                {all.map((one) => (
                  <li key={one.version}>
                    <button type="button" className={classes.version} aria-pressed={one.version === shown?.version} onClick={() => setChosen(one.version)}>
                      <strong>{t('versions.number', { version: one.version })}</strong>
                      <span>{t('versions.since', { date: format.dateTime(one.created_at) })}</span>
                      {one.current && <Tone tone="good">{t('versions.current')}</Tone>}
                    </button>
                  </li>
                ))}
              </ul>
              {shown && <Fields fields={shown.fields} />}
            </div>
          )
        }}
      </Loaded>
    </Modal>
  )
}

function Fields({ fields }: { fields: readonly FormField[] }) {
  const { t } = useTranslation(['departments', 'common'])
  const dispositions = useDispositions().data
  if (fields.length === 0) return <p className={classes.lead}>{t('versions.none')}</p>
  return (
    <ol className={classes.fields}>
      {fields.map((field) => {
        const Symbol = fieldIcon[field.type]
        const names = field.shown_for.map((id) => dispositions?.find((one) => one.id === id)?.name ?? '—')
        return (
          <li key={field.key}>
            <Symbol size={18} stroke={1.75} aria-hidden />
            <span>
              <strong>
                {field.label}
                {field.required && ' *'}
              </strong>
              <span>
                {[t(`fields.types.${field.type}`), field.options.join(' · '), names.length > 0 && t('versions.shownFor', { names: names.join(', ') })].filter(Boolean).join(' — ')}
              </span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
