//! Errors in the log and on the terminal.

use std::error::Error;

/// An error with all that caused it, in one line.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Because(&'static str, #[source] Option<Box<Because>>);

    #[test]
    fn an_error_is_followed_by_what_caused_it() {
        let error =
            Because("no answer", Some(Box::new(Because("no line", Some(Box::new(Because("no one", None)))))));
        assert_eq!(with_causes(&error), "no answer: no line: no one");
        assert_eq!(with_causes(&Because("no answer", None)), "no answer");
    }
}
