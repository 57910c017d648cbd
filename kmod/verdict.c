// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the checks found, and what it means for the mount.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/blkdev.h>
#include <linux/fs_context.h>

#include "vexfs.h"

static const char *vexfs_severity_name(u8 severity)
{
	switch (severity) {
	case VEXFS_SEVERITY_WARNING:
		return "warning";
	case VEXFS_SEVERITY_READONLY:
		return "readonly";
	case VEXFS_SEVERITY_ERROR:
		return "error";
	}
	return "none";
}

/* Called by the checks for every rule that failed. */
static void vexfs_report(const struct vexfs_ctx *ctx,
			 const struct vexfs_finding *finding)
{
	struct vexfs_sb_info *sbi = ctx->opaque;

	if (sbi->findings != U32_MAX)
		sbi->findings++;
	sbi->last = *finding;
	if (sbi->options.debug)
		pr_info("(%s) finding rule=%s severity=%s offset=%llu%s\n",
			sbi->sb->s_id, finding->name,
			vexfs_severity_name(finding->severity),
			finding->offset,
			finding->unverified ? " unverified" : "");
}

/**
 * vexfs_prepare_checks - fill in what checks take from outside
 * @sbi: the filesystem; its superblock is not read yet
 */
void vexfs_prepare_checks(struct vexfs_sb_info *sbi)
{
	sbi->ctx.image_size = bdev_nr_bytes(sbi->sb->s_bdev);
	sbi->ctx.checksum = &vexfs_checksums;
	sbi->ctx.opaque = sbi;
	sbi->ctx.report = vexfs_report;
}

/**
 * vexfs_consider - take a structure's finding into account
 * @sbi: the filesystem
 * @finding: what the check of one structure found
 * @error: what that check returned
 *
 * The graver finding stays, of equal ones the first.
 *
 * Return: @error.
 */
int vexfs_consider(struct vexfs_sb_info *sbi,
		   const struct vexfs_finding *finding, int error)
{
	bool unverified = sbi->worst.unverified || finding->unverified;

	if (finding->severity > sbi->worst.severity)
		sbi->worst = *finding;
	sbi->worst.unverified = unverified;
	return error;
}

/**
 * vexfs_log_verdict - tell the outcome of a mount, in one line
 * @sbi: the filesystem
 * @fc: the mount, whose owner may ask for messages
 * @error: 0, or the negative errno that refuses it
 *
 * When no rule but the device or the memory is to blame, none is named. The
 * line is the same in the kernel's log and in the mount's own. Tests
 * compare it, so its form is fixed.
 */
void vexfs_log_verdict(struct vexfs_sb_info *sbi, struct fs_context *fc,
		       int error)
{
	const struct vexfs_finding *worst = &sbi->worst;
	bool named = worst->rule &&
		     (!error || worst->severity == VEXFS_SEVERITY_ERROR);
	char line[256];

	scnprintf(line, sizeof(line),
		  "(%s) verdict=%s rule=%s offset=%llu errno=%d%s",
		  sbi->sb->s_id, error ? "refuse" : "ro",
		  named ? worst->name : "none", named ? worst->offset : 0,
		  -error, worst->unverified ? " unverified" : "");
	pr_info("%s\n", line);
	/* Without a log of its own, fc's messages would be the kernel's. */
	if (!fc->log.log)
		return;
	if (error)
		errorfc(fc, "%s", line);
	else if (named)
		warnfc(fc, "%s", line);
	else
		infofc(fc, "%s", line);
}
