import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconDeviceMobilePlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Phone } from '@/api/simulator'
import { Person } from '@/components/Person'
import { useFormat } from '@/format'
import classes from './simulator.module.css'

interface PhoneOwnerProps {
  phone: Phone | undefined
  pending: boolean
  onMake: (phone: { name: string; number: string }) => void
}

/** Whose phone it is; another person may take its place. */
export function PhoneOwner({ phone, pending, onMake }: PhoneOwnerProps) {
  const { t } = useTranslation(['demo', 'common'])
  const format = useFormat()
  const [changing, setChanging] = useState(false)
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '', number: '' } })
  return (
    <section className={classes.card} aria-labelledby="owner">
      <h2 className={classes.heading} id="owner">
        {t('simulator.owner.title')}
      </h2>
      <div className={classes.owner}>
        {phone && <Person name={phone.name} detail={format.phone(phone.number)} />}
        {!changing && (
          <Button
            variant="subtle"
            size="sm"
            leftSection={<IconDeviceMobilePlus size={17} stroke={1.75} aria-hidden />}
            onClick={() => setChanging(true)}
          >
            {t('simulator.owner.other')}
          </Button>
        )}
      </div>
      {changing && (
        <form
          className={classes.form}
          onSubmit={form.onSubmit((values) => {
            onMake(values)
            form.reset()
            setChanging(false)
          })}
        >
          <TextInput label={t('simulator.owner.name')} placeholder={t('simulator.owner.anyName')} maxLength={60} autoFocus key={form.key('name')} {...form.getInputProps('name')} />
          <TextInput label={t('simulator.owner.number')} placeholder={t('simulator.owner.anyNumber')} inputMode="tel" key={form.key('number')} {...form.getInputProps('number')} />
          <div className={classes.buttons}>
            <Button type="submit" size="sm" loading={pending}>
              {t('simulator.owner.make')}
            </Button>
            <Button variant="default" size="sm" onClick={() => setChanging(false)}>
              {t('common:actions.cancel')}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}
