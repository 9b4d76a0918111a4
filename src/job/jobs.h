/* The jobs file: what is exported when, how and where to (wenzhai-jobs.5).
 *
 * YAML: a map with the list `jobs`, each a map.  Any key of a job may stand at the
 * top as the default of all.  Paths are relative to the jobs file's folder: cron
 * starts programs elsewhere.
 */
#ifndef WENZHAI_JOB_JOBS_H
#define WENZHAI_JOB_JOBS_H

#include "build/build.h"
#include "job/catalogue.h"
#include "job/deliver.h"
#include "job/filename.h"
#include "job/place.h"

#define JOBS_MAX         1000u /* a list that a mistake made */
#define JOB_NAME_MAX     64u   /* bytes; it begins file names */
#define JOB_FORMATS_MAX  16u
#define JOB_ISSUE_MAX    100000u /* articles of one issue */
#define CATCH_UP_DEFAULT 7       /* missed issues made at once: a week of a daily one */
#define CATCH_UP_MAX     1000u
#define FIRST_DAYS       7 /* since-last: days of the first issue */
#define POSTS_DEFAULT    "source/_posts"
#define STATE_DEFAULT    ".wenzhai/state.sqlite" /* in the output folder, hidden from web servers */
#define STATE_BEFORE     "state.sqlite" /* where earlier versions had it: used on where there is one */
#define FILE_DEFAULT     "{name}-{date}.epub"

enum when_empty {
	EMPTY_SKIP, /* its articles are in the next issue */
	EMPTY_MAKE, /* however few there are; of none, an issue that says so */
	EMPTY_ALARM /* skip; after `alarm_after` skips on end the run fails */
};

enum when_updated { UPDATED_SKIP, UPDATED_AGAIN };

struct job_format {
	struct str file; /* template below `output` */
	enum output_format format;
	struct str profile_name; /* empty: the job's */
	struct profile profile;
	struct str style; /* name or folder; empty: the job's */
	unsigned line;
};

struct job {
	struct str name;
	unsigned line;
	struct str title; /* never empty: the name where there is none */
	struct str creator, language;
	struct str *posts; /* folders or files */
	size_t post_count;
	struct str images;
	bool no_images, strict;
	struct str output;          /* folder */
	const struct zone *zone;    /* the jobs' */
	struct selection selection; /* unranged, keep_duplicates: run decides what is new */
	struct schedule schedule;
	bool starts_given;
	day_number starts; /* no issue begins before it */
	uint32_t catch_up;
	uint32_t min, max; /* articles; max 0: no bound */
	struct job_format *formats;
	size_t format_count;
	struct str profile_name, style; /* of formats that name none */
	uint32_t keep;                  /* issues whose files stay; 0: all */
	enum when_empty when_empty;
	uint32_t alarm_after;
	enum when_updated updated;
	bool merge; /* near duplicates appear once */
	struct deliveries deliveries;
	struct catalogue_options catalogue;
	struct str latest; /* STEM of links to the newest files; empty: none */
};

struct jobs {
	struct str file;   /* as the user names it */
	struct str folder; /* its folder */
	struct str state;  /* the state's file */
	struct job *list;
	size_t count;
	struct yaml *mail;  /* defaults of deliveries by mail */
	struct str metrics; /* a file for a monitor; empty: none */
	VEC(struct zone *) zones;
};

/* Reads the file.  False when anything in it is wrong: all mistakes are reported
 * [bad-jobs] with their lines.  Everything lives in `a`, but the zones: jobs_clear frees
 * them, and is due in either case.  `data_dir` holds styles/. */
bool jobs_read(struct jobs *jobs, struct str path, struct str data_dir, struct arena *a, struct diags *diags);
void jobs_clear(struct jobs *jobs);

struct job *job_lookup(const struct jobs *jobs, struct str name); /* NULL: none */

/* By its ending, in whatever case: ".epub", ".PDF".  False: of neither. */
bool format_of_name(struct str file, enum output_format *format);

/* Where the job's files go, by a name that holds wherever a run starts (place.h). */
struct str job_place(struct arena *a, const struct jobs *jobs, const struct job *job);
/* The job as it was when its files went to that place; empty: as it is.  As it is, too, when `file`, one
 * of the issue's, has been moved to where they go now. */
struct job job_at(struct arena *a, const struct jobs *jobs, const struct job *job, struct str place,
		  struct str file);

#endif
