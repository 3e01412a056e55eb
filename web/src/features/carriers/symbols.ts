import {
  IconEyeOff,
  IconHash,
  IconHeading,
  IconPhone,
  IconQuote,
  IconShoppingBag,
  IconTextCaption,
  type Icon,
} from '@tabler/icons-react'
import type { Carrier } from '@/api/carriers'

export const carrierSymbols: Readonly<Record<Carrier, Icon>> = {
  code: IconTextCaption,
  invisible_code: IconEyeOff,
  prefilled_text: IconQuote,
  hashtag: IconHash,
  dedicated_number: IconPhone,
  product_link: IconShoppingBag,
  link_header: IconHeading,
}
