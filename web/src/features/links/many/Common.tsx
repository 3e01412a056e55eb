import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel } from '@/api/channels'
import { useFormat } from '@/format'
import { DepartmentField, TagsField } from '../LinkFields'
import { MessageField } from '../MessageField'
import { Section } from '../Section'
import type { Common } from './rows'
import classes from '../links.module.css'

interface CommonFieldsProps {
  value: Common
  onChange: (next: Common) => void
  channels: readonly Channel[]
  tags: readonly string[]
}

/** What all the links have in common. */
export function CommonFields({ value, onChange, channels, tags }: CommonFieldsProps) {
  const { t } = useTranslation(['links', 'generator'])
  const { phone } = useFormat()
  return (
    <Section title={t('generator:many.common')}>
      <Select
        label={t('form.channel')}
        data={channels.map(({ id, name, phone_number }) => ({ value: id, label: `${name} · ${phone(phone_number)}` }))}
        allowDeselect={false}
        value={value.channel_id}
        onChange={(channel_id) => onChange({ ...value, channel_id: channel_id ?? value.channel_id })}
      />
      <MessageField
        label={t('form.message')}
        description={t('generator:many.messageHint')}
        value={value.message}
        onText={(message) => onChange({ ...value, message })}
        sharedWith={[]}
      />
      <div className={classes.pair}>
        <DepartmentField value={value.department_id} onChange={(id) => onChange({ ...value, department_id: id === null ? null : String(id) })} />
        <TagsField known={tags} value={value.tags} onChange={(next) => onChange({ ...value, tags: next })} />
      </div>
    </Section>
  )
}
