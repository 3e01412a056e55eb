import { Button, CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Department, DepartmentSwitches } from '@/api/departments'
import classes from './departments.module.css'

interface SwitchBarProps {
  departments: readonly Department[]
  onSwitch: (switches: DepartmentSwitches) => void
  onClear: () => void
}

/** Both switches for everything that is selected. */
export function SwitchBar({ departments, onSwitch, onClear }: SwitchBarProps) {
  const { t } = useTranslation(['departments', 'common'])
  const department_ids = departments.map((department) => department.id)
  const everyUses = departments.every((department) => department.uses_dispositions)
  return (
    <div className={classes.bar} role="group" aria-label={t('bar.label')}>
      <strong className={classes.count} role="status">
        {t('bar.selected', { count: departments.length })}
      </strong>
      <BarPair
        label={t('uses')}
        onOn={() => onSwitch({ department_ids, uses_dispositions: true })}
        onOff={() => onSwitch({ department_ids, uses_dispositions: false, full_closing: false })}
      />
      <BarPair
        label={t('full')}
        reason={everyUses ? undefined : t('bar.needsUses')}
        onOn={() => onSwitch({ department_ids, full_closing: true })}
        onOff={() => onSwitch({ department_ids, full_closing: false })}
      />
      <CloseButton aria-label={t('bar.clear')} onClick={onClear} className={classes.clear} />
    </div>
  )
}

interface BarPairProps {
  label: string
  /** Why it cannot be switched on. */
  reason?: string | undefined
  onOn: () => void
  onOff: () => void
}

function BarPair({ label, reason, onOn, onOff }: BarPairProps) {
  const { t } = useTranslation(['departments', 'common'])
  return (
    <span className={classes.barPair} role="group" aria-label={label}>
      <span>{label}</span>
      <Button size="sm" variant="default" onClick={onOn} disabled={reason !== undefined} title={reason}>
        {t('bar.on')}
      </Button>
      <Button size="sm" variant="default" onClick={onOff}>
        {t('bar.off')}
      </Button>
      {reason !== undefined && <span className={classes.reason}>{reason}</span>}
    </span>
  )
}
