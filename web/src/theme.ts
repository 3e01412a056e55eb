import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const brand: MantineColorsTuple = [
  '#ebfbf5', '#d3f5e8', '#a6e9d1', '#72d9b6', '#41c59b',
  '#1fab81', '#128a68', '#0e6f55', '#0b5946', '#08453a',
]
const gray: MantineColorsTuple = [
  '#f7f8f9', '#f0f2f4', '#e5e8eb', '#d5dadf', '#b6bec6',
  '#8d97a2', '#616c78', '#4a545f', '#313941', '#1b2127',
]
const dark: MantineColorsTuple = [
  '#e8ebee', '#c9d0d6', '#9ba5af', '#8f99a3', '#66707b',
  '#2a3138', '#1d2328', '#15191d', '#0f1316', '#0b0e10',
]

/**
 * Mantine's own automatic contrast looks at the light shade only, so white text would stand
 * on the light green of the dark scheme. Filled brand surfaces take our own pair instead.
 */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  const color = input.color ?? input.theme.primaryColor
  if (input.variant === 'filled' && color === 'brand') {
    return {
      ...resolved,
      background: 'var(--app-accent)',
      hover: 'var(--app-accent-hover)',
      color: 'var(--app-on-accent)',
    }
  }
  if (input.variant === 'filled' && color === 'red') {
    return {
      ...resolved,
      background: 'var(--app-danger)',
      hover: 'var(--app-danger-hover)',
      color: 'var(--app-on-danger)',
    }
  }
  if (color === 'red' && (input.variant === 'subtle' || input.variant === 'light')) {
    return {
      ...resolved,
      background: input.variant === 'light' ? 'var(--app-danger-fill)' : 'transparent',
      hover: 'var(--app-danger-fill)',
      color: 'var(--app-danger)',
    }
  }
  return resolved
}

const control = { defaultProps: { size: 'md' } }
const overlay = { defaultProps: { radius: 'lg', transitionProps: { duration: 120 } } }
// Their `header` would be announced as a second banner of the page.
const plainHeader = { header: { role: 'none' } }

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 4 },
  colors: { brand, gray, dark },
  black: '#12171c',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14.5px', lg: '15.5px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.4', xl: '1.3' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '24px' },
  radius: { xs: '6px', sm: '8px', md: '10px', lg: '14px', xl: '16px' },
  defaultRadius: 'md',
  breakpoints: { xs: '30em', sm: '48em', md: '62em', lg: '80em', xl: '88em' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver,
  headings: {
    fontWeight: '680',
    sizes: {
      h1: { fontSize: '26px', lineHeight: '1.2', fontWeight: '690' },
      h2: { fontSize: '20px', lineHeight: '1.25', fontWeight: '680' },
      h3: { fontSize: '15.5px', lineHeight: '1.35', fontWeight: '640' },
      h4: { fontSize: '14.5px', lineHeight: '1.4', fontWeight: '640' },
    },
  },
  components: {
    Button: control,
    TextInput: control,
    PasswordInput: control,
    NumberInput: control,
    Textarea: control,
    Select: { defaultProps: { size: 'md', comboboxProps: { shadow: 'md' }, checkIconPosition: 'right' } },
    MultiSelect: { defaultProps: { size: 'md', comboboxProps: { shadow: 'md' }, checkIconPosition: 'right' } },
    Autocomplete: control,
    TagsInput: control,
    SegmentedControl: { defaultProps: { size: 'sm', withItemsBorders: false } },
    Switch: { defaultProps: { size: 'md', withThumbIndicator: false } },
    Modal: {
      defaultProps: {
        ...overlay.defaultProps,
        centered: true,
        attributes: plainHeader,
        size: 580,
        overlayProps: { backgroundOpacity: 0.45, blur: 3 },
      },
    },
    Drawer: {
      defaultProps: {
        position: 'right',
        attributes: plainHeader,
        size: 520,
        transitionProps: { duration: 140 },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Popover: { defaultProps: { shadow: 'md', radius: 'lg', transitionProps: { duration: 100 } } },
    // Its hidden tab stop is not allowed inside role=menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', radius: 'lg', transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 }, radius: 'sm' } },
    Badge: { defaultProps: { variant: 'light', radius: 'xs', size: 'lg' } },
    Checkbox: { defaultProps: { radius: 'xs' } },
    Skeleton: { defaultProps: { radius: 'md' } },
    Table: { defaultProps: { verticalSpacing: 12, horizontalSpacing: 16 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 38 } },
  },
})

/** Mantine's own variables, tied to our tokens so that both speak with one palette. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--app-surface)',
    '--mantine-color-text': 'var(--app-text)',
    '--mantine-color-dimmed': 'var(--app-muted)',
    '--mantine-color-placeholder': 'var(--app-placeholder)',
    '--mantine-color-error': 'var(--app-danger)',
    '--mantine-color-anchor': 'var(--app-accent)',
    '--mantine-color-default': 'var(--app-raised)',
    '--mantine-color-default-hover': 'var(--app-hover)',
    '--mantine-color-default-color': 'var(--app-text)',
    '--mantine-color-default-border': 'var(--app-border)',
    '--mantine-primary-color-filled': 'var(--app-accent)',
    '--mantine-primary-color-filled-hover': 'var(--app-accent-hover)',
    '--mantine-primary-color-contrast': 'var(--app-on-accent)',
    '--mantine-color-brand-filled': 'var(--app-accent)',
    '--mantine-color-brand-filled-hover': 'var(--app-accent-hover)',
    '--mantine-color-brand-light': 'var(--app-selected)',
    '--mantine-color-brand-light-hover': 'var(--app-selected)',
    '--mantine-color-brand-light-color': 'var(--app-accent)',
    '--mantine-color-gray-light-color': 'var(--app-muted)',
    '--mantine-color-gray-outline': 'var(--app-muted)',
  }
  return { variables: {}, light: shared, dark: shared }
}
