/// What is left of a case.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = (self.0.get(..count)?, self.0.get(count..)?);
        self.0 = rest;
        Some(bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        match self.u32()? {
            u32::MAX => Some(&[]),
            count => self.take(count as usize),
        }
    }
}

/// Checks one case; an error is the status of one that cannot be checked.
fn answer(case: &[u8]) -> Result<[u8; 24], u16> {
    let mut cursor = Cursor(case);
    let mut head = || {
        let structure = (cursor.u32()?, cursor.u32()?);
        Some((
            structure,
            cursor.u64()?,
            cursor.u64()?,
            cursor.u64()?,
            cursor.u32()?,
            cursor.u32()?,
        ))
    };
    let ((structure, flags), place, index, image_size, sources, parameters) =
        head().ok_or(2_u16)?;
    if flags > 1 {
        return Err(2);
    }
    if counts(structure).ok_or(1_u16)? != (sources as usize, parameters as usize) {
        return Err(2);
    }
    let parameters: Option<Vec<u64>> = (0..parameters).map(|_| cursor.u64()).collect();
    let bytes: Option<Vec<&[u8]>> = (0..=sources).map(|_| cursor.bytes()).collect();
    let (parameters, mut sources) = (parameters.ok_or(2_u16)?, bytes.ok_or(2_u16)?);
    let buffer = sources.pop().ok_or(2_u16)?;
    if !cursor.0.is_empty() {
        return Err(2);
    }
    let count = Cell::new(0_u32);
    let report = |_: &Finding| count.set(count.get() + 1);
    let checksums: Option<&dyn Checksums> = if flags & 1 == 0 { Some(&FromC) } else { None };
    let mut context = Context {
        image_size,
        checksums,
        report: Some(&report),
        ..Context::default()
    };
    let job = Job {
        structure,
        place,
        index,
        parameters,
        sources,
        buffer,
    };
    let (finding, error) = match run(&job, &mut context) {
        Ok(finding) => (finding, 0),
        Err(finding) => (finding, -finding.errno()),
    };
    let severity = match finding.severity {
        Severity::None => 0,
        Severity::Warning => 1,
        Severity::Readonly => 2,
        Severity::Error => 3,
    };
    let mut result = [0; 24];
    result[..4].copy_from_slice(&finding.rule.to_le_bytes());
    result[4..8].copy_from_slice(&error.to_le_bytes());
    result[8..16].copy_from_slice(&finding.offset.to_le_bytes());
    result[16] = severity;
    result[17] = finding.unverified.into();
    result[20..].copy_from_slice(&count.get().to_le_bytes());
    Ok(result)
}

fn main() -> io::Result<()> {
    if let Some(size) = std::env::args().nth(1) {
        let mut first = Vec::new();
        io::stdin().read_to_end(&mut first)?;
        print_places(size.parse().unwrap_or(0), &first);
        return Ok(());
    }
    let (mut input, mut output) = (io::stdin().lock(), io::BufWriter::new(io::stdout().lock()));
    let mut head = [0; 4];
    loop {
        match input.read(&mut head[..1])? {
            0 => return output.flush(),
            _ => input.read_exact(&mut head[1..])?,
        }
        let mut case = vec![0; u32::from_le_bytes(head) as usize];
        input.read_exact(&mut case)?;
        let result = answer(&case).unwrap_or_else(|status| {
            let mut result = [0; 24];
            result[18..20].copy_from_slice(&status.to_le_bytes());
            result
        });
        output.write_all(&result)?;
    }
}
