//! The day on the calendar of this machine.

use jiff::civil::Date;

/// Today, where this machine is; `None` where its clock gives no date.
pub(crate) fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    let year = i16::try_from(now.get_full_year()).ok()?;
    let month = i8::try_from(now.get_month() + 1).ok()?;
    let day = i8::try_from(now.get_date()).ok()?;
    Date::new(year, month, day).ok()
}
