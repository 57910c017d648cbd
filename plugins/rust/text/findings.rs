/// What a failed rule does to a mount; a later one outweighs the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No rule failed.
    None,
    /// Nothing.
    Warning,
    /// No writing.
    Readonly,
    /// No mount.
    Error,
}

/// What a check found: the first rule that failed among those of the greatest severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Number of the rule; 0 if none failed.
    pub rule: u32,
    /// What it does to a mount.
    pub severity: Severity,
    /// Whether a checksum was not verified because its algorithm is not there.
    pub unverified: bool,
    /// Place in the image of the bytes that the rule is about.
    pub offset: u64,
}

impl Finding {
    /// The name of the rule, if one failed.
    pub fn name(&self) -> Option<&'static str> {
        rules::name(self.rule)
    }

    /// The positive errno that a mount is refused with; 0 unless the severity is `Error`.
    pub fn errno(&self) -> i32 {
        match self.severity {
            Severity::Error => rules::errno(self.rule).unwrap_or(117),
            _ => 0,
        }
    }
}

/// Collects what a check finds.
pub(super) struct Judge<'a> {
    context: &'a Context<'a>,
    found: Finding,
}

impl<'a> Judge<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        let found = Finding {
            rule: 0,
            severity: Severity::None,
            unverified: false,
            offset: 0,
        };
        Self { context, found }
    }

    /// What was found in the end.
    pub(super) fn found(self) -> Finding {
        self.found
    }

    /// A rule of severity `Error` failed.
    pub(super) fn fail<T>(&mut self, rule: u32, offset: u64) -> Result<T, Finding> {
        self.note(rule, Severity::Error, offset);
        Err(self.found)
    }

    /// Another rule failed.
    pub(super) fn note(&mut self, rule: u32, severity: Severity, offset: u64) {
        self.record(Finding {
            rule,
            severity,
            unverified: false,
            offset,
        });
    }

    /// Nobody can tell whether a rule holds.
    pub(super) fn unverified(&mut self, rule: u32, offset: u64) {
        self.record(Finding {
            rule,
            severity: Severity::Warning,
            unverified: true,
            offset,
        });
    }

    /// A digest, if it can be computed.
    pub(super) fn digest(&self, algorithm: Algorithm, request: &Request<'_>) -> Option<Digest> {
        algorithm.described(request).or_else(|| {
            self.context
                .checksums
                .and_then(|checksums| checksums.digest(algorithm, request))
        })
    }

    fn record(&mut self, finding: Finding) {
        let unverified = self.found.unverified || finding.unverified;
        if finding.severity > self.found.severity {
            self.found = finding;
        }
        self.found.unverified = unverified;
        if let Some(report) = self.context.report {
            report(&finding);
        }
    }
}
