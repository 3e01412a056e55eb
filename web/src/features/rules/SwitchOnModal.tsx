import '@/controls.css'
import { useState } from 'react'
import { Button, Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Department } from '@/api/departments'
import { useUpdateRule, type ClosingRule } from '@/api/rules'
import { toast } from '@/components/toast'
import { Tried } from './Tried'
import { useRefusal } from './useRefusal'
import classes from './rules.module.css'

interface SwitchOnModalProps {
  department: Department
  rule: ClosingRule
  onClose: () => void
}

/** Nobody switches a rule on without having seen what it would have done. */
export default function SwitchOnModal({ department, rule, onClose }: SwitchOnModalProps) {
  const { t } = useTranslation(['rules', 'common'])
  const update = useUpdateRule(department.id)
  const refusal = useRefusal()
  const phone = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const [seen, setSeen] = useState(false)
  const { name, conditions, except_tag_ids, disposition_id, value, message } = rule
  const confirm = () =>
    update.mutate(
      { id: rule.id, change: { enabled: true } },
      {
        onSuccess: () => {
          toast.success(t('switchOn.done', { name }))
          onClose()
        },
      },
    )
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      fullScreen={phone === true}
      title={t('switchOn.title', { name })}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Tried
        departmentId={department.id}
        rule={{ name, conditions, except_tag_ids, disposition_id, value, message, enabled: false }}
        immediate
        onTried={() => setSeen(true)}
      />
      {update.error && (
        <p role="alert" className={classes.failure}>
          {refusal(update.error)}
        </p>
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('common:actions.cancel')}
        </Button>
        <Button disabled={!seen} loading={update.isPending} onClick={confirm}>
          {t('switchOn.confirm')}
        </Button>
      </div>
    </Modal>
  )
}
