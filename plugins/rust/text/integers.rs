/// Types of which any bytes, at any address, are a value.
///
/// # Safety
///
/// The type has neither padding nor an alignment, and every pattern of bits is a value of it.
pub unsafe trait FromBytes: Sized {
    /// The value that bytes begin with, where they are; none if they are too few.
    fn from_bytes(bytes: &[u8]) -> Option<&Self> {
        if core::mem::align_of::<Self>() != 1 || bytes.len() < core::mem::size_of::<Self>() {
            return None;
        }
        // SAFETY: There are as many bytes as the type has, any address is aligned for it, and
        // whoever implements the trait vouches for the rest. The value lives as long as the bytes.
        Some(unsafe { &*bytes.as_ptr().cast::<Self>() })
    }
}

// SAFETY: A byte is a value.
unsafe impl FromBytes for u8 {}
// SAFETY: A byte is a value.
unsafe impl FromBytes for i8 {}
// SAFETY: Elements lie one behind the other.
unsafe impl<T: FromBytes, const N: usize> FromBytes for [T; N] {}

/// Declares integers that are stored in an order of bytes, at any address.
macro_rules! stored_integers {
    ($($name:ident, $value:ident, $width:literal, $from:ident, $to:ident;)*) => {$(
        /// A stored integer.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[repr(transparent)]
        pub struct $name([u8; $width]);

        impl $name {
            /// Stores a value.
            pub const fn new(value: $value) -> Self {
                Self(value.$to())
            }

            /// The value.
            pub const fn get(self) -> $value {
                $value::$from(self.0)
            }
        }

        // SAFETY: It is an array of bytes.
        unsafe impl FromBytes for $name {}
    )*};
}
