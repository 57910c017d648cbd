// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mounting: options, and what may change while mounted.
 */
#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/slab.h>

#include "vexfs.h"

enum {
	VEXFS_OPTION_VALIDATE,
	VEXFS_OPTION_DEBUG,
};

/* "ro" and its like are the VFS's. */
static const struct fs_parameter_spec vexfs_parameters[] = {
	fsparam_flag("validate", VEXFS_OPTION_VALIDATE),
	fsparam_flag("debug", VEXFS_OPTION_DEBUG),
	{}
};

static int vexfs_parse_param(struct fs_context *fc, struct fs_parameter *param)
{
	struct vexfs_options *options = fc->fs_private;
	struct fs_parse_result result;
	int option = fs_parse(fc, vexfs_parameters, param, &result);

	switch (option) {
	case VEXFS_OPTION_VALIDATE:
		options->validate = true;
		return 0;
	case VEXFS_OPTION_DEBUG:
		options->debug = true;
		return 0;
	}
	/* The VFS takes "source", and refuses what nobody knows by its name. */
	return option;
}

static int vexfs_get_tree(struct fs_context *fc)
{
	const struct vexfs_options *options = fc->fs_private;
	struct super_block *sb;
	int error;

	/* There is no writer yet, so the device is not opened for writing. */
	fc->sb_flags |= SB_RDONLY;
	error = get_tree_bdev(fc, vexfs_fill_super);
	if (error || !options->validate)
		return error;
	/*
	 * A mount that validates is never kept, so this is another's, whose
	 * device was checked when it began.
	 */
	sb = fc->root->d_sb;
	errorfc(fc, "(%s) is mounted already: unmount it to validate it",
		sb->s_id);
	dput(fc->root);
	fc->root = NULL;
	deactivate_locked_super(sb);
	return -EBUSY;
}

static int vexfs_reconfigure(struct fs_context *fc)
{
	struct vexfs_sb_info *sbi = vexfs_sbi(fc->root->d_sb);
	struct vexfs_options *options = fc->fs_private;

	if ((fc->sb_flags_mask & SB_RDONLY) && !(fc->sb_flags & SB_RDONLY)) {
		errorfc(fc, "(%s) cannot be mounted for writing: the module only reads",
			sbi->sb->s_id);
		return -EROFS;
	}
	if (options->validate)
		return invalfc(fc, "(%s) 'validate' is for a new mount, not for a remount",
			       sbi->sb->s_id);
	sbi->options.debug = options->debug;
	return 0;
}

static void vexfs_free_fc(struct fs_context *fc)
{
	kfree(fc->fs_private);
}

static const struct fs_context_operations vexfs_context_ops = {
	.parse_param = vexfs_parse_param,
	.get_tree = vexfs_get_tree,
	.reconfigure = vexfs_reconfigure,
	.free = vexfs_free_fc,
};

/**
 * vexfs_init_fs_context - begin a mount or a remount
 * @fc: what is configured
 *
 * Return: 0 or -ENOMEM.
 */
int vexfs_init_fs_context(struct fs_context *fc)
{
	struct vexfs_options *options = kzalloc(sizeof(*options), GFP_KERNEL);

	if (!options)
		return -ENOMEM;
	/* Options that a remount does not name are off, as mount(8) expects. */
	fc->fs_private = options;
	fc->ops = &vexfs_context_ops;
	return 0;
}
