import {
  IconAlignLeft,
  IconCalendar,
  IconCoin,
  IconHash,
  IconId,
  IconLetterT,
  IconList,
  IconListCheck,
  IconToggleLeft,
  type Icon,
} from '@tabler/icons-react'
import type { FieldType } from '@/api/departments'

export const fieldIcon: Record<FieldType, Icon> = {
  text: IconLetterT,
  long_text: IconAlignLeft,
  number: IconHash,
  money: IconCoin,
  date: IconCalendar,
  list: IconList,
  multiple: IconListCheck,
  yes_no: IconToggleLeft,
  cpf_cnpj: IconId,
}
