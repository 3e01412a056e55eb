import {
  IconAlertCircle,
  IconClick,
  IconEdit,
  IconFile,
  IconHandStop,
  IconInfoCircle,
  IconListCheck,
  IconMapPin,
  IconMessage,
  IconMicrophone,
  IconMoodSmile,
  IconNote,
  IconPhoto,
  IconQuestionMark,
  IconShoppingCart,
  IconSticker,
  IconTrash,
  IconUser,
  IconTemplate,
  IconVideo,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** Every kind of message we know, with its sign. A kind of a newer server is shown as unknown. */
const icons = {
  text: IconMessage,
  image: IconPhoto,
  video: IconVideo,
  sticker: IconSticker,
  audio: IconMicrophone,
  document: IconFile,
  location: IconMapPin,
  contacts: IconUser,
  interactive: IconListCheck,
  button: IconClick,
  reaction: IconMoodSmile,
  order: IconShoppingCart,
  system: IconInfoCircle,
  request_welcome: IconHandStop,
  edit: IconEdit,
  revoke: IconTrash,
  unsupported: IconAlertCircle,
  unknown: IconQuestionMark,
  template: IconTemplate,
  note: IconNote,
} satisfies Record<string, Icon>

export type Kind = keyof typeof icons

export function kindOf(kind: string): Kind {
  return Object.hasOwn(icons, kind) ? (kind as Kind) : 'unknown'
}

export const kindIcon = (kind: string): Icon => icons[kindOf(kind)]

export function useKindName(): (kind: string) => string {
  const { t } = useTranslation('inbox')
  return (kind) => t(`kind.${kindOf(kind)}`)
}
