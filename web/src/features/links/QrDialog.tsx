import '@/controls.css'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { Button, Loader, Modal, SegmentedControl, Switch } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconDownload, IconTrash, IconUpload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Link } from '@/api/links'
import { asProblem } from '@/api/problem'
import { qrFile, qrLevels, useDeleteQrLogo, useQrFile, useQrLogo, useSetQrLogo, type QrLevel, type QrLook } from '@/api/qr'
import { useRole } from '@/api/session'
import { byCode, useProblemText } from '@/components/problems'
import { Qr } from './Qr'
import { pngOf } from './logoFile'
import classes from './Qr.module.css'
import shared from './links.module.css'

const sizes = [512, 1024, 2048] as const

/** The code of a link as it is wanted for print: size, level, logo. */
export function QrDialog({ link, onClose }: { link: Link; onClose: () => void }) {
  const { t } = useTranslation(['links', 'common'])
  return (
    <Modal opened onClose={onClose} title={t('qr.title')} size={760} closeButtonProps={{ 'aria-label': t('common:actions.close') }}>
      <QrMaker link={link} />
    </Modal>
  )
}

/** An address of a picture on hand, given back when it is no longer shown. */
function usePicture(blob: Blob | null | undefined): string | undefined {
  const address = useMemo(() => (blob ? URL.createObjectURL(blob) : undefined), [blob])
  useEffect(() => () => (address === undefined ? undefined : URL.revokeObjectURL(address)), [address])
  return address
}

export function QrMaker({ link }: { link: Link }) {
  const { t } = useTranslation(['links', 'generator', 'common'])
  const logo = useQrLogo()
  const [look, setLook] = useState<QrLook>({ size: 1024, level: 'M', logo: false })
  const drawn = useQrFile(link.slug, look, logo.dataUpdatedAt)
  const shown = usePicture(drawn.data)
  const levelHint = useId()
  const ready = drawn.isSuccess && !drawn.isFetching
  return (
    <div className={classes.maker}>
      <div className={classes.stage}>
        <p className={shared.qrName}>{link.name}</p>
        <div className={classes.picture} aria-busy={drawn.isFetching}>
          {shown !== undefined ? (
            <img src={shown} width={264} height={264} alt={t('qr.label', { name: link.name })} />
          ) : drawn.isFetching ? (
            <Loader size={28} aria-label={t('common:states.loading')} />
          ) : (
            <Qr value={link.short_url} label={t('preview.qr')} size={264} pale />
          )}
        </div>
        <Verdict look={look} ready={ready} error={drawn.error} />
        <span className={classes.url}>{link.short_url.replace(/^https?:\/\//, '')}</span>
      </div>
      <div className={classes.options}>
        <div className={classes.option}>
          <span className={shared.label}>{t('generator:qr.size')}</span>
          <SegmentedControl
            aria-label={t('generator:qr.size')}
            value={String(look.size)}
            onChange={(size) => setLook({ ...look, size: Number(size) })}
            data={sizes.map((size) => ({ value: String(size), label: `${size} px` }))}
          />
        </div>
        <div className={classes.option}>
          <span className={shared.label}>{t('generator:qr.level')}</span>
          <SegmentedControl
            aria-label={t('generator:qr.level')}
            aria-describedby={levelHint}
            disabled={look.logo}
            value={look.logo ? 'H' : look.level}
            onChange={(level) => setLook({ ...look, level: level as QrLevel })}
            data={qrLevels.map((value) => ({ value, label: t(`generator:qr.levels.${value}`) }))}
          />
          <span id={levelHint} className={shared.hint}>
            {look.logo ? t('generator:qr.levelLogo') : t('generator:qr.levelHint')}
          </span>
        </div>
        <LogoPart has={Boolean(logo.data)} picture={logo.data} on={look.logo} onSwitch={(on) => setLook((now) => ({ ...now, logo: on }))} />
        <div className={classes.files}>
          {(['svg', 'png'] as const).map((format) =>
            ready ? (
              <Button
                key={format}
                component="a"
                href={qrFile(link.slug, format, look)}
                download={`${link.slug}.${format}`}
                variant={format === 'svg' ? 'filled' : 'default'}
                leftSection={<IconDownload size={17} aria-hidden />}
              >
                {t(`generator:qr.${format}`)}
              </Button>
            ) : (
              <Button key={format} disabled leftSection={<IconDownload size={17} aria-hidden />}>
                {t(`generator:qr.${format}`)}
              </Button>
            ),
          )}
        </div>
        <p className={shared.hint}>{t('qr.hint')}</p>
      </div>
    </div>
  )
}

/** Only what the server has read back is called readable. */
function Verdict({ look, ready, error }: { look: QrLook; ready: boolean; error: unknown }) {
  const { t } = useTranslation('generator')
  const text = useProblemText()
  const why = error ? (asProblem(error).errors[0]?.code ?? '') : ''
  return (
    <p className={classes.verdict} role="status" data-wrong={Boolean(error) || undefined}>
      {error ? (
        <>
          <IconAlertTriangle size={17} aria-hidden />
          {byCode('field', why) ?? text(error)}
        </>
      ) : ready ? (
        <>
          <IconCircleCheck size={17} aria-hidden />
          {look.logo ? t('qr.checked') : t('qr.plain')}
        </>
      ) : (
        t('qr.checking')
      )}
    </p>
  )
}

interface LogoPartProps {
  has: boolean
  picture: Blob | null | undefined
  on: boolean
  onSwitch: (on: boolean) => void
}

function LogoPart({ has, picture, on, onSwitch }: LogoPartProps) {
  const { t } = useTranslation(['generator', 'common'])
  const text = useProblemText()
  const mayChange = useRole('admin', 'manager', 'marketing')
  const choose = useRef<HTMLInputElement>(null)
  const [set, remove] = [useSetQrLogo(), useDeleteQrLogo()]
  const [failure, setFailure] = useState<string>()
  const shown = usePicture(picture)
  const take = async (file: File | undefined) => {
    if (!file) return
    setFailure(undefined)
    const png = await pngOf(file)
    if (!png) return setFailure(byCode('field', 'logo'))
    try {
      await set.mutateAsync(png)
      onSwitch(true)
    } catch (error) {
      setFailure(byCode('field', asProblem(error).errors[0]?.code ?? '') ?? text(error))
    }
  }
  const takeAway = async () => {
    setFailure(undefined)
    onSwitch(false)
    await remove.mutateAsync(undefined).catch((error: unknown) => setFailure(text(error)))
  }
  return (
    <div className={classes.option}>
      <div className={classes.logo}>
        {shown !== undefined && <img src={shown} alt={t('qr.logoAlt')} />}
        <Switch
          label={t('qr.logo')}
          description={has ? t('qr.logoHint') : t('qr.logoNone')}
          checked={on && has}
          disabled={!has}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
      </div>
      {mayChange && (
        <div className={classes.files}>
          <Button variant="default" size="sm" leftSection={<IconUpload size={16} aria-hidden />} loading={set.isPending} onClick={() => choose.current?.click()}>
            {has ? t('qr.changeLogo') : t('qr.addLogo')}
          </Button>
          {has && (
            <Button variant="subtle" color="red" size="sm" leftSection={<IconTrash size={16} aria-hidden />} loading={remove.isPending} onClick={() => void takeAway()}>
              {t('qr.removeLogo')}
            </Button>
          )}
        </div>
      )}
      {failure !== undefined && (
        <p role="alert" className={shared.warning}>
          {failure}
        </p>
      )}
      <input
        ref={choose}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-label={t('qr.addLogo')}
        hidden
        onChange={(event) => {
          void take(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
