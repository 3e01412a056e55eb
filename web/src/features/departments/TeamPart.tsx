import { Checkbox, NumberInput, Radio, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { inUse, routings } from '@/api/departments'
import { useUsers } from '@/api/users'
import { PersonAvatar } from '@/components/Person'
import type { DepartmentDraft } from './draft'
import { HoursEditor } from './HoursEditor'
import { Section } from './Section'
import classes from './departments.module.css'

/** Who attends, who gets a new conversation, and when. */
export function TeamPart({ form }: { form: UseFormReturnType<DepartmentDraft> }) {
  const { t } = useTranslation(['departments', 'common'])
  const users = inUse(useUsers().data).filter((user) => user.role !== 'marketing')
  const { values } = form
  return (
    <>
      <Section title={t('columns.members')} lead={t('team.lead')}>
        <Checkbox.Group aria-label={t('columns.members')} {...form.getInputProps('member_ids')}>
          <ul className={classes.people}>
            {users.map((user) => (
              <li key={user.id}>
                <Checkbox
                  value={user.id}
                  classNames={{ root: classes.person, body: classes.personBody }}
                  label={
                    <span className={classes.personLabel}>
                      <PersonAvatar name={user.name} size={30} />
                      <span>
                        {user.name}
                        <small>{t(`common:role.${user.role}`)}</small>
                      </span>
                    </span>
                  }
                />
              </li>
            ))}
          </ul>
        </Checkbox.Group>
      </Section>
      <Section title={t('routing.title')} lead={t('routing.lead')}>
        <Radio.Group aria-label={t('routing.title')} {...form.getInputProps('routing')}>
          <div className={classes.options}>
            {routings.map((one) => (
              <Radio.Card key={one} value={one} className={classes.option} aria-label={`${t(`routing.${one}`)}. ${t(`routing.${one}Hint`)}`}>
                <Radio.Indicator />
                <span>
                  <strong>{t(`routing.${one}`)}</strong>
                  <span className={classes.optionHint}>{t(`routing.${one}Hint`)}</span>
                </span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        {values.routing !== 'manual' && (
          <NumberInput
            label={t('routing.capacity')}
            description={t('routing.capacityHint')}
            placeholder={t('routing.capacityNone')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={1}
            max={1000}
            allowDecimal={false}
            w={260}
            {...form.getInputProps('capacity')}
          />
        )}
      </Section>
      <Section title={t('hours.title')} lead={t('hours.lead')}>
        <HoursEditor value={values.hours} onChange={(hours) => form.setFieldValue('hours', hours)} error={form.errors.hours} />
        {values.hours.on && (
          <Textarea
            label={t('away.label')}
            description={t('away.hint')}
            placeholder={t('away.placeholder')}
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('away_message')}
          />
        )}
      </Section>
    </>
  )
}
